import { randomUUID } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { makeFolder, makePrivateFile } from "../../util/ownership.js";
import { storeFailure } from "../sqlite/database.js";

export interface Lock {
  close(): void;
}

export interface WorkerLock extends Lock {
  id: string;
}

/** Who tries to have a lock alone, and cannot, keeps others from it for a moment. */
const triedMs = 1000;

/** The garbage collector would close a database that nothing refers to, and the lock with it. */
const held = new Set<Database.Database>();

/**
 * Makes a worker known by a lock that the kernel takes back when the process ends, however it ends: an exclusive
 * transaction on a small SQLite file of its own. No PID, which would mean nothing in another container.
 * Throws path_not_writable, disk_full.
 */
export function registerWorker(folder: string): WorkerLock {
  const id = randomUUID();
  const lock = lockAlone(folder, `${id}.lock`);
  if (!lock) throw new Error("a lock of a new name is held");
  return {
    id,
    close() {
      lock.close();
      rmSync(lockPath(folder, id), { force: true });
    },
  };
}

/**
 * Whether a worker's process has ended: nobody holds its lock. The lock of a dead one is cleared away. One that cannot be looked
 * at may live.
 */
export function isWorkerGone(folder: string, id: string): boolean {
  if (!/^[0-9a-f-]{36}$/.test(id)) return true;
  const path = lockPath(folder, id);
  if (!existsSync(path)) return true;
  try {
    const db = lock(path);
    rmSync(path, { force: true });
    db.close();
    return true;
  } catch {
    return false;
  }
}

/**
 * A lock that one process at a time can have: null where another has it, or a part of it. As a worker's, it ends with its process,
 * however that ends. Its file stays. Throws path_not_writable, disk_full.
 */
export function lockAlone(folder: string, name: string): Lock | null {
  return take(folder, name, lock);
}

/** A part of such a lock, which any number of processes can have while none has it alone: null where one does. */
export function lockTogether(folder: string, name: string): Lock | null {
  return take(folder, name, (path) => open(path, triedMs, "BEGIN; SELECT count(*) FROM sqlite_schema"));
}

function take(folder: string, name: string, lockFile: (path: string) => Database.Database): Lock | null {
  const path = join(folder, name);
  try {
    makeFolder(folder);
    makePrivateFile(path);
    const db = lockFile(path);
    held.add(db);
    return {
      close() {
        held.delete(db);
        db.close();
      },
    };
  } catch (error) {
    const failure = storeFailure(path, error);
    if (failure.code === "store_locked") return null;
    throw failure;
  }
}

function lock(path: string): Database.Database {
  return open(path, 0, "BEGIN EXCLUSIVE");
}

/** Nothing is written, so that a full disk is no hindrance. */
function open(path: string, timeout: number, begin: string): Database.Database {
  const db = new Database(path, { timeout });
  try {
    db.pragma("journal_mode = MEMORY");
    db.exec(begin);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function lockPath(folder: string, id: string): string {
  return join(folder, `${id}.lock`);
}
