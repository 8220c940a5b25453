import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../domain/failure.js";
import type { Folders } from "../files/folders.js";
import { RecordingsFolder } from "../files/recordings-folder.js";
import { isWorkerGone } from "../locks/worker-registry.js";
import type { Connection } from "../sqlite/database.js";
import { Queue, unheld } from "../sqlite/jobs/queue.js";
import { filesOf } from "./inspection.js";

/** How much was swept up: temporary files, recordings' files that none names, recordings whose file is gone, locks. */
export interface Swept {
  temporary: number;
  unnamed: number;
  lost: number;
  locks: number;
}

/** A lock this young may not be held yet by the worker that is making it. */
const lockSettlesMs = 60_000;
/** File times are coarser than the clock. */
const clockSlackMs = 1000;

/**
 * Clears away what processes that died left behind. Others may be at work on the same data folder: nothing that one of
 * them holds is touched.
 */
export function sweep(db: Connection, folders: Folders): Swept {
  const isGone = remembered((worker) => isWorkerGone(folders.workers, worker));
  // What another folder holds, or lacks, says nothing of our recordings.
  const isOurs = new RecordingsFolder(db, folders.recordings).isOurs();
  return {
    temporary: clearTemporary(folders, isGone),
    unnamed: isOurs ? clearUnnamed(db, folders) : 0,
    lost: isOurs ? failLost(db, folders, isGone) : 0,
    locks: clearLocks(folders),
  };
}

function clearTemporary({ temporary }: Folders, isGone: (worker: string) => boolean): number {
  const left = [...filesIn(temporary), ...workersFolders(temporary)].filter((name) =>
    isGone(name.slice(0, name.indexOf("."))),
  );
  for (const name of left) rmSync(join(temporary, name), { recursive: true, force: true });
  return left.length;
}

/**
 * A file's name begins with its recording's number. Until that recording is no longer FETCHING, somebody may be about to
 * name the file; afterwards nobody will. A number that this database never gave, or gave later than the file was made,
 * belongs to another database, whose recordings are not ours to remove.
 */
function clearUnnamed(db: Connection, { recordings }: Folders): number {
  const names = filesOf(recordings);
  const unnamed = db.all(
    `WITH found AS (SELECT value AS name, CAST(value AS INTEGER) AS number FROM json_each(@names))
     SELECT found.name, received_at FROM found LEFT JOIN recordings ON recordings.id = number
     WHERE number <= (SELECT seq FROM sqlite_sequence WHERE name = 'recordings')
       AND (recordings.id IS NULL OR status <> 'FETCHING' AND file IS NOT found.name)`,
    { names: JSON.stringify(names) },
  ) as { name: string; received_at: number | null }[];
  const ours = unnamed.filter(({ name, received_at }) => {
    const made = statSync(join(recordings, name), { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && made >= (received_at ?? 0) - clockSlackMs;
  });
  for (const { name } of ours) rmSync(join(recordings, name), { force: true });
  return ours.length;
}

/** What waits for a worker that is gone, or for any, but has neither its file nor a transcript any more, FAILED; a retry fetches it again. */
export function failLost(
  db: Connection,
  { recordings }: Pick<Folders, "recordings">,
  isGone: (worker: string) => boolean,
): number {
  const waiting = db.all(
    `SELECT id, name, file, worker FROM recordings
     WHERE status IN ('QUEUED', 'RUNNING') AND id NOT IN (SELECT recording_id FROM transcripts)`,
  ) as { id: number; name: string; file: string | null; worker: string | null }[];
  const lost = waiting.filter(
    ({ file, worker }) => !(file && existsSync(join(recordings, file))) && (worker === null || isGone(worker)),
  );
  const queue = new Queue(db);
  return lost.filter(({ id, name, worker }) =>
    db.write(() => {
      const failure = JSON.stringify(new Failure("file_not_found", { file: name }).stored);
      const changed = db.run(
        `UPDATE recordings SET status = 'FAILED', ${unheld}, failure = @failure, finished_at = @now
         WHERE id = @id AND status IN ('QUEUED', 'RUNNING') AND worker IS @worker`,
        { id, worker, failure, now: db.now() },
      );
      queue.settleOf(id);
      return changed > 0;
    }),
  ).length;
}

function clearLocks({ workers }: Folders): number {
  const before = Date.now() - lockSettlesMs;
  return filesIn(workers).filter((name) => {
    if (!name.endsWith(".lock")) return false;
    const made = statSync(join(workers, name), { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && made < before && isWorkerGone(workers, name.slice(0, -".lock".length));
  }).length;
}

/** Folders that are named after a worker. */
function workersFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() && /^[0-9a-f-]{36}\./.test(entry.name) ? [entry.name] : []));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

function remembered(ask: (key: string) => boolean): (key: string) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const answer = known.get(key) ?? ask(key);
    known.set(key, answer);
    return answer;
  };
}
