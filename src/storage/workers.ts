import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

export interface WorkerLock {
  id: string;
  close(): void;
}

/** The garbage collector would close a database that nothing refers to, and the lock with it. */
const held = new Set<Database.Database>();

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
  held.add(db);
  return {
    id,
    close() {
      held.delete(db);
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

/**
 * A lock that one process at a time can have: null where another has it. As a worker's, it ends with its process, however that
 * ends. Its file stays.
 */
export function lockAlone(folder: string, name: string): { close(): void } | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new Database(join(folder, name), { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch {
    db.close();
    return null;
  }
  held.add(db);
  return {
    close() {
      held.delete(db);
      db.close();
    },
  };
}

function lockPath(folder: string, id: string): string {
  return join(folder, `${id}.lock`);
}
