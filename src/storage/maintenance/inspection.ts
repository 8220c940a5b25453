import { existsSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type SeenRecording, type Snapshot, violations } from "../../domain/integrity/invariants.js";
import type { Violation } from "../../domain/integrity/violation.js";
import type { Folders } from "../files/folders.js";
import { RecordingsFolder } from "../files/recordings-folder.js";
import { isWorkerGone } from "../locks/worker-registry.js";
import type { Connection } from "../sqlite/database.js";

/** What is wrong in the database and in the files beside it. Where others work on them, what they are about may be seen half-done. */
export function inspect(db: Connection, folders: Folders): Violation[] {
  return [...damage(db), ...violations(takeSnapshot(db, folders))];
}

/** As `inspect`, while others work on both: what is wrong only for a moment is not wrong. */
export async function inspectAtWork(db: Connection, folders: Folders): Promise<Violation[]> {
  const first = inspectUnswept(db, folders);
  if (first.length === 0) return [];
  await sleep(1000);
  const still = new Set(inspectUnswept(db, folders).map((v) => JSON.stringify(v)));
  return first.filter((v) => still.has(JSON.stringify(v)));
}

/** What a worker that is gone had in hand waits for the next one; and of a folder that is not ours, nothing can be said but that. */
function inspectUnswept(db: Connection, folders: Folders): Violation[] {
  const found = inspect(db, folders).filter((v) => v.code !== "lease_outlived");
  const { recordings: path } = folders;
  if (new RecordingsFolder(db, path).isOurs()) return found;
  return [{ code: "folder_away", facts: { path } }, ...found.filter((v) => !v.code.startsWith("file_"))];
}

/** What SQLite itself finds: pages that are damaged, rows that name a row which is not there. */
export function damage(db: Connection): Violation[] {
  const found = db.all("PRAGMA integrity_check").map((r) => String(r.integrity_check));
  return [
    ...found.filter((reason) => reason !== "ok").map((reason) => ({ code: "database_damaged", facts: { reason } })),
    ...db
      .all("PRAGMA foreign_key_check")
      .map((r) => ({ code: "reference_broken", facts: { table: r.table, row: r.rowid } })),
  ] as Violation[];
}

function takeSnapshot(db: Connection, folders: Folders): Snapshot {
  const files = filesOf(folders.recordings);
  return db.read(() => {
    const recordings = db.all(
      `SELECT id, report_id AS report, position, status, duplicate_of AS duplicateOf, failure ->> 'code' AS failure, file, worker,
         (SELECT count(*) FROM rows WHERE recording_id = recordings.id) AS rows
       FROM recordings ORDER BY report_id, position`,
    ) as unknown as SeenRecording[];
    const workers = new Set(recordings.flatMap(({ worker }) => worker ?? []));
    return {
      reports: db
        .all("SELECT id, status, revision, owner_user AS owner FROM reports ORDER BY id")
        .map(({ owner, ...report }) => ({ ...report, hasOwner: owner !== null })) as unknown as Snapshot["reports"],
      recordings,
      deliveries: db.all(
        "SELECT report_id AS report, revision FROM deliveries ORDER BY report_id, revision",
      ) as unknown as Snapshot["deliveries"],
      files,
      goneWorkers: new Set([...workers].filter((worker) => isWorkerGone(folders.workers, worker))),
    };
  });
}

/** Names of the recordings' files; what else somebody put there is not ours to judge. */
export function filesOf(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter(isRecordingFile) : [];
}

export function isRecordingFile(name: string): boolean {
  return /^\d{1,15}-[0-9a-f]{8}$/.test(name);
}
