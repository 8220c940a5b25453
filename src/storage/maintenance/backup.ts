import { copyFile, link, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../domain/failure.js";
import type { Violation } from "../../domain/integrity/violation.js";
import { makeFolder } from "../../util/ownership.js";
import { fileFailure, makeAtomically } from "../files/atomic-file.js";
import { requireRoom } from "../files/disk-space.js";
import { foldersOf } from "../files/folders.js";
import { RecordingsFolder } from "../files/recordings-folder.js";
import { Connection } from "../sqlite/database.js";
import { unheld } from "../sqlite/jobs/queue.js";
import { databaseName, leaveBox, manifestOf, pack, recordingsName } from "./archive.js";
import { damage, inspect } from "./inspection.js";
import { failLost } from "./sweep.js";

/** What a backup holds, and what in it must not be: the original has the same faults then. */
export interface Backup {
  reports: number;
  recordings: number;
  violations: Violation[];
}

export interface BackupPlaces {
  /** Of the original recordings. */
  recordings: string;
  /** A temporary folder of this process. */
  staging: string;
  /** The bytes of each disk that stay free. */
  reserve: number;
}

/**
 * Writes the database and the recordings that it names to one archive, while others work on both.
 * Throws recordings_away, disk_full, path_not_writable, store_damaged.
 */
export async function backup(db: Connection, places: BackupPlaces, path: string): Promise<Backup> {
  const { staging, reserve } = places;
  try {
    new RecordingsFolder(db, places.recordings).require();
    makeFolder(join(staging, recordingsName));
    await requireRoom(staging, db.bytes(), reserve);
    await db.backup(join(staging, databaseName));
    const made = await complete(places);
    const { name, text } = manifestOf(db.now());
    await writeFile(join(staging, name), text, { mode: 0o600 });
    await requireRoom(dirname(path), await bytesIn(staging), reserve);
    await makeAtomically(path, (temporary) => pack(staging, temporary));
    return made;
  } catch (error) {
    throw error instanceof Failure ? error : fileFailure(staging, error as NodeJS.ErrnoException);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Puts the copied database's recordings beside it, and makes it one that stands by itself. */
async function complete({ recordings, staging, reserve }: BackupPlaces): Promise<Backup> {
  const copy = new Connection(join(staging, databaseName));
  try {
    const [broken] = damage(copy);
    if (broken) throw new Failure("store_damaged", { path: databaseName, reason: JSON.stringify(broken.facts) });
    const named = copy.all("SELECT id, file FROM recordings WHERE file IS NOT NULL") as { id: number; file: string }[];
    const gone: number[] = [];
    for (const { id, file } of named)
      if (!(await isTaken(join(recordings, file), join(staging, recordingsName), file, reserve))) gone.push(id);
    standAlone(copy, staging, gone);
    const { reports } = copy.first("SELECT count(*) AS reports FROM reports") as { reports: number };
    return { reports, recordings: named.length - gone.length, violations: inspect(copy, foldersOf(staging)) };
  } finally {
    copy.close();
  }
}

/** A second name keeps a recording, which never changes, until it is in the archive, whoever removes the first. False where it is gone already. */
async function isTaken(from: string, folder: string, name: string, reserve: number): Promise<boolean> {
  const to = join(folder, name);
  try {
    await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") throw error;
      await requireRoom(folder, (await stat(from)).size, reserve);
      await copyFile(from, to);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What workers of this box have in hand waits for one of the box it is restored on; sound that was removed meanwhile is so there, too. */
function standAlone(copy: Connection, staging: string, gone: number[]): void {
  copy.write(() => {
    copy.run(`UPDATE recordings SET status = 'QUEUED', ${unheld}, attempts = attempts - 1 WHERE status = 'RUNNING'`);
    failLost(copy, foldersOf(staging), () => true);
    leaveBox(copy);
    copy.run(
      `UPDATE recordings SET file = NULL
       WHERE id IN (SELECT value FROM json_each(@gone)) AND failure ->> 'code' IS NOT 'file_not_found'`,
      { gone: JSON.stringify(gone) },
    );
  });
}
