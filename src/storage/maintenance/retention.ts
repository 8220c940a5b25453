import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Folders } from "../files/folders.js";
import { RecordingsFolder } from "../files/recordings-folder.js";
import type { Connection } from "../sqlite/database.js";
import { isRecordingFile } from "./inspection.js";

/** How long things are kept once a report has ended, in milliseconds; null: for ever. */
export interface Retention {
  audioMs: number | null;
  rowsMs: number | null;
}

/** What is kept and how long, as a service has it. `keepDeliveredRows`: also where their sender's data is removed. */
export interface Policy extends Retention {
  keepDeliveredRows: boolean;
}

/** From now on, this holds for whoever deletes, whatever settings a command is typed with. */
export function setPolicy(db: Connection, { audioMs, rowsMs, keepDeliveredRows }: Policy): void {
  db.run(
    `INSERT OR REPLACE INTO retention (one, audio_ms, rows_ms, keep_delivered_rows)
     VALUES (1, @audioMs, @rowsMs, @keepDeliveredRows)`,
    { audioMs, rowsMs, keepDeliveredRows: Number(keepDeliveredRows) },
  );
}

/** Null where no service ever ran on this data. */
export function policyOf(db: Connection): Policy | null {
  const found = db.first("SELECT * FROM retention WHERE one = 1");
  if (!found) return null;
  const { audio_ms, rows_ms, keep_delivered_rows } = found as Record<string, number | null>;
  return { audioMs: audio_ms ?? null, rowsMs: rows_ms ?? null, keepDeliveredRows: keep_delivered_rows === 1 };
}

/** How much was removed: files of recordings, and reports' transcripts with their rows. */
export interface Expired {
  audio: number;
  reports: number;
}

/**
 * Reports that have ended, and since when they are done with: delivered, or (the command line's, and cancelled ones)
 * finished. One that could not be delivered yet is not done with: `ended_at` is when it could have been.
 */
const ended = (which: string) => `
  SELECT reports.id, removed_at, ended_at,
    iif(owner_user IS NULL OR reports.status = 'CANCELLED', ended_at, delivered_at) AS done_at
  FROM (
    SELECT *, coalesce(settled_at, (SELECT max(finished_at) FROM recordings WHERE report_id = reports.id), created_at) AS ended_at
    FROM reports ${which} AND status NOT IN ('OPEN', 'PROCESSING')) AS reports
  LEFT JOIN deliveries ON report_id = reports.id AND deliveries.revision = reports.revision
  WHERE deliveries.status IS NOT 'SENDING'`;
const withRows = "INDEXED BY reports_kept WHERE removed_at IS NULL";
const withSound = "WHERE id IN (SELECT report_id FROM recordings INDEXED BY recordings_kept WHERE file IS NOT NULL)";

/** Removes what was kept long enough, and from the disk, too. Of a report, its recordings and what became of them stay. */
export function expire(db: Connection, { recordings }: Folders, retention: Retention): Expired {
  const isThere = new RecordingsFolder(db, recordings).isOurs();
  const { reports, files } = db.write(() => ({
    reports: retention.rowsMs === null ? 0 : expireRows(db, db.now() - retention.rowsMs),
    files: retention.audioMs === null || !isThere ? [] : expireAudio(db, db.now() - retention.audioMs),
  }));
  for (const file of files.filter(isRecordingFile)) rmSync(join(recordings, file), { force: true });
  if (files.length + reports > 0) db.emptyLog();
  return { audio: files.length, reports };
}

function expireRows(db: Connection, before: number): number {
  const reports = JSON.stringify(
    db
      .all(
        `WITH ended AS (${ended(withRows)}) UPDATE reports SET removed_at = @now
         WHERE removed_at IS NULL AND id IN (SELECT id FROM ended WHERE coalesce(done_at, ended_at) <= @before) RETURNING id`,
        { before, now: db.now() },
      )
      .map((r) => r.id),
  );
  const theirs = `recording_id IN (
    SELECT id FROM recordings WHERE report_id IN (SELECT value FROM json_each(@reports)))`;
  for (const table of ["transcripts", "rows"]) db.run(`DELETE FROM ${table} WHERE ${theirs}`, { reports });
  const statuses = "UPDATE status_messages SET final = 1 WHERE report_id IN (SELECT value FROM json_each(@reports))";
  db.run(statuses, { reports });
  return JSON.parse(reports).length;
}

/** Sound outlives no rows, but where it is kept for ever. Gives the files to remove. */
function expireAudio(db: Connection, before: number): string[] {
  const found = db.all(
    `WITH ended AS (${ended(withSound)})
     SELECT recordings.id, file FROM ended CROSS JOIN recordings INDEXED BY recordings_kept ON report_id = ended.id
     WHERE file IS NOT NULL AND (done_at <= @before OR removed_at IS NOT NULL)`,
    { before },
  );
  for (const { id } of found) db.run("UPDATE recordings SET file = NULL WHERE id = @id", { id });
  return found.map((r) => r.file as string);
}
