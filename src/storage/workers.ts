import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

export interface WorkerLock {
  id: string;
  close(): void;
}

/**
 * Makes a worker known by a lock that the kernel takes back when the process ends, however it ends: an exclusive
 * transaction on a small SQLite file of its own. No PID, which would mean nothing in another container.
 */
export function registerWorker(folder: string): WorkerLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const id = randomUUID();
  const path = lockPath(folder, id);
  const db = new Database(path, { timeout: 0 });
  db.exec("BEGIN EXCLUSIVE");
  return {
    id,
    close() {
      db.close();
      rmSync(path, { force: true });
    },
  };
}

/** Whether a worker's process has ended: nobody holds its lock. The lock of a dead one is cleared away. */
export function isWorkerGone(folder: string, id: string): boolean {
  if (!/^[0-9a-f-]{36}$/.test(id)) return true;
  const path = lockPath(folder, id);
  if (!existsSync(path)) return true;
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  } finally {
    db.close();
  }
}

/** Whether no other worker's process runs. */
export function isAlone(folder: string, own: string): boolean {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".lock") && name !== `${own}.lock`)
    .every((name) => !isNew(join(folder, name)) && isWorkerGone(folder, name.slice(0, -".lock".length)));
}

/** Between the making of a lock's file and its locking it looks as a dead worker's does. */
function isNew(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - made < 1000;
}

function lockPath(folder: string, id: string): string {
  return join(folder, `${id}.lock`);
}
