import { lastingCodes } from "../domain/failure.js";
import type { Recording } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { Row } from "../domain/row.js";
import type { Transcript } from "../domain/transcript.js";
import type { Connection } from "./database.js";
import { type Queue, unheld } from "./queue.js";
import { selectRecordings, toRecording, toReport } from "./records.js";

/** Nothing of it was removed that a retry needs: its sound, or in its place what was heard. */
const isAtHand = "(sha256 IS NULL OR file IS NOT NULL OR recordings.id IN (SELECT recording_id FROM transcripts))";
/** It was lost behind our back. It is not ours then, until it was fetched again. */
const isLost = "(file IS NOT NULL AND failure ->> 'code' = 'file_not_found')";

/** The part of the store that people see: reports, what was found in them, and what is decided of a whole report. */
export class Reports {
  constructor(
    private readonly db: Connection,
    private readonly queue: Queue,
  ) {}

  report(id: number): Report | null {
    const found = this.db.first("SELECT * FROM reports WHERE id = @id", { id });
    return found ? toReport(found) : null;
  }

  all(): Report[] {
    return this.db.all("SELECT * FROM reports ORDER BY id DESC").map(toReport);
  }

  of(user: number, most = -1): Report[] {
    const sql = "SELECT * FROM reports WHERE owner_user = @user ORDER BY id DESC LIMIT @most";
    return this.db.all(sql, { user, most }).map(toReport);
  }

  count(user: number): number {
    return this.db.first("SELECT count(*) AS n FROM reports WHERE owner_user = @user", { user })?.n as number;
  }

  underWay(user: number): Report[] {
    return this.db
      .all(
        `SELECT * FROM reports INDEXED BY reports_under_way
         WHERE owner_user = @user AND status IN ('OPEN', 'PROCESSING') ORDER BY id DESC`,
        { user },
      )
      .map(toReport);
  }

  retryable(user: number): Report[] {
    return this.db
      .all(
        `SELECT reports.* FROM reports JOIN recordings ON report_id = reports.id
         WHERE owner_user = @user AND reports.status <> 'CANCELLED' AND removed_at IS NULL
           AND recordings.status = 'FAILED' AND ${isAtHand}
         GROUP BY reports.id
         ORDER BY min(failure ->> 'code' IN (SELECT value FROM json_each(@lasting))), reports.id DESC`,
        { user, lasting: JSON.stringify(lastingCodes) },
      )
      .map(toReport);
  }

  recordings(reportId: number): Recording[] {
    return this.db
      .all(`${selectRecordings} WHERE report_id = @reportId ORDER BY position`, { reportId })
      .map(toRecording);
  }

  rows(reportId: number): { position: number; row: Row }[] {
    return this.db
      .all(
        `SELECT position, row FROM rows JOIN recordings ON recordings.id = recording_id
         WHERE report_id = @reportId AND status = 'SUCCEEDED' ORDER BY position, ordinal`,
        { reportId },
      )
      .map((r) => ({ position: r.position as number, row: JSON.parse(r.row as string) }));
  }

  transcript(id: number): Transcript | null {
    const found = this.db.first("SELECT transcript FROM transcripts WHERE recording_id = @id", { id });
    return found ? JSON.parse(found.transcript as string) : null;
  }

  closeReport(id: number): Report | null {
    return this.db.write(() => {
      this.db.run("UPDATE reports SET status = 'PROCESSING' WHERE id = @id AND status = 'OPEN'", { id });
      this.queue.settle(id);
      return this.report(id);
    });
  }

  cancel(id: number): void {
    this.db.write(() => {
      const sql = "UPDATE reports SET status = 'CANCELLED' WHERE id = @id AND status IN ('OPEN', 'PROCESSING')";
      if (this.db.run(sql, { id }) === 0) return;
      this.db.run(
        `UPDATE recordings SET status = 'FAILED', ${unheld}, finished_at = @now,
           failure = json_object('code', 'cancelled', 'facts', json_object('file', name))
         WHERE report_id = @id AND status IN ('FETCHING', 'QUEUED', 'RUNNING')`,
        { id, now: this.db.now() },
      );
    });
  }

  retry(reportId: number, position?: number): number {
    return this.db.write(() => {
      const changes = this.db.run(
        `UPDATE recordings SET attempts = 0, failure = NULL, finished_at = NULL, run_at = @now, wanted_at = @now,
           status = iif(sha256 IS NULL OR ${isLost}, 'FETCHING', 'QUEUED'),
           file = iif(${isLost}, NULL, file), sha256 = iif(${isLost}, NULL, sha256)
         WHERE report_id = (SELECT id FROM reports WHERE id = @reportId AND status <> 'CANCELLED' AND removed_at IS NULL)
           AND status = 'FAILED' AND (@position IS NULL OR position = @position) AND ${isAtHand}`,
        { reportId, position: position ?? null, now: this.db.now() },
      );
      if (changes === 0) return 0;
      this.db.run("UPDATE status_messages SET final = 0 WHERE report_id = @reportId", { reportId });
      this.db.run(
        "UPDATE reports SET status = 'PROCESSING', settled_at = NULL WHERE id = @reportId AND status <> 'OPEN'",
        { reportId },
      );
      return changes;
    });
  }
}
