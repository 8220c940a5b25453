import { existsSync, readdirSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { asFailure, Failure } from "../../domain/failure.js";
import { giveToOwner, makeFolder } from "../../util/ownership.js";
import { fileFailure, syncFile, syncFolder } from "../files/atomic-file.js";
import { foldersOf } from "../files/folders.js";
import { declareFolder } from "../files/recordings-folder.js";
import { haveDataAlone } from "../locks/data-lock.js";
import { Connection } from "../sqlite/database.js";
import { databaseName, leaveBox, recordingsName, unpack, unreadable } from "./archive.js";
import { damage, filesOf, inspect, isRecordingFile } from "./inspection.js";

const stagingName = ".restore";

export interface Restored {
  reports: number;
  recordings: number;
}

/**
 * Puts a backup in the place of what a data folder holds. It is unpacked and checked inside the folder first, since the folder
 * may be a mount point; until the new database takes the old one's name, in one step, the old one stands.
 * `force`: the folder may hold something, and the backup what must not be.
 * Throws data_present, data_in_use, file_not_found, backup_unreadable, backup_faulty, store_newer, disk_full, path_not_writable.
 */
export async function restore(file: string, dataDir: string, force: boolean): Promise<Restored> {
  if (!force && holdsAnything(dataDir)) throw new Failure("data_present", { path: dataDir });
  try {
    makeFolder(dataDir);
    const lock = haveDataAlone(dataDir);
    try {
      return await takeIn(file, dataDir, force);
    } finally {
      lock.close();
    }
  } catch (error) {
    throw error instanceof Failure ? error : fileFailure(dataDir, error as NodeJS.ErrnoException);
  }
}

async function takeIn(file: string, dataDir: string, force: boolean): Promise<Restored> {
  const staging = join(dataDir, stagingName);
  try {
    await rm(staging, { recursive: true, force: true });
    makeFolder(staging);
    await unpack(file, staging);
    const restored = examine(staging, file, force);
    await settle(staging);
    await swap(staging, dataDir);
    return restored;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Locks, and what an earlier restore that was killed had unpacked, are nothing that could be lost. */
function holdsAnything(dataDir: string): boolean {
  const own = [stagingName, "workers"];
  return existsSync(dataDir) && readdirSync(dataDir).some((name) => !own.includes(name));
}

/** Checks an unpacked backup, and brings its database up to date. */
function examine(staging: string, file: string, force: boolean): Restored {
  const db = open(staging, file);
  try {
    const [broken] = damage(db);
    if (broken) throw unreadable(file, JSON.stringify(broken.facts));
    leaveBox(db);
    const named = db.all("SELECT file FROM recordings WHERE file IS NOT NULL").map((r) => r.file as string);
    const strange = named.find((name) => !isRecordingFile(name));
    if (strange !== undefined) throw unreadable(file, strange);
    const found = inspect(db, foldersOf(staging));
    if (found.length > 0 && !force) throw new Failure("backup_faulty", { file, violations: found.slice(0, 10) });
    const { reports } = db.first("SELECT count(*) AS reports FROM reports") as { reports: number };
    return { reports, recordings: filesOf(join(staging, recordingsName)).length };
  } finally {
    db.close();
  }
}

function open(staging: string, file: string): Connection {
  const path = join(staging, databaseName);
  // Of what is too short to be one, SQLite would make a new database.
  if (statSync(path).size < 512) throw unreadable(file, databaseName);
  try {
    return new Connection(path);
  } catch (error) {
    const { code, facts } = asFailure(error);
    if (code === "store_newer") throw new Failure(code, { ...facts, path: file } as never, { cause: error });
    throw code === "store_damaged" ? unreadable(file, databaseName, error) : error;
  }
}

/** Everything unpacked is on the disk for good, and its owner's alone. */
async function settle(staging: string): Promise<void> {
  const { recordings } = foldersOf(staging);
  makeFolder(recordings);
  giveToOwner(recordings);
  for (const path of [join(staging, databaseName), ...filesOf(recordings).map((name) => join(recordings, name))]) {
    giveToOwner(path);
    await syncFile(path);
  }
}

async function swap(staging: string, dataDir: string): Promise<void> {
  const { recordings } = foldersOf(dataDir);
  const before = filesOf(recordings);
  const names = filesOf(join(staging, recordingsName));
  makeFolder(recordings);
  for (const name of names) await rename(join(staging, recordingsName, name), join(recordings, name));
  declareFolder(recordings);
  await syncFolder(recordings);
  await putLogAway(dataDir, staging);
  await rename(join(staging, databaseName), join(dataDir, databaseName));
  await syncFolder(dataDir);
  for (const name of before.filter((old) => !names.includes(old))) await rm(join(recordings, name), { force: true });
}

/** The old database's write-ahead log must not meet the new database. Where the old one can be opened, its log is part of it afterwards. */
async function putLogAway(dataDir: string, staging: string): Promise<void> {
  const old = join(dataDir, databaseName);
  if (!existsSync(old)) return;
  try {
    new Connection(old).close();
  } catch {
    // It is damaged, or newer: that is why it is replaced.
  }
  for (const ending of ["-wal", "-shm"])
    if (existsSync(old + ending)) await rename(old + ending, join(staging, `old${ending}`));
}
