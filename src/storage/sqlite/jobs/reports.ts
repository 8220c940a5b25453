import { lastingCodes } from "../../../domain/failure.js";
import type { Recording } from "../../../domain/recording.js";
import { isRetried, isUnderWay, type Report } from "../../../domain/report.js";
import type { Row } from "../../../domain/row.js";
import type { Transcript } from "../../../domain/transcript.js";
import type { Connection } from "../database.js";
import { selectRecordings, toRecording, toReport } from "../mappers.js";
import { type Queue, unheld } from "./queue.js";

const isHeard = "recordings.id IN (SELECT recording_id FROM transcripts)";
/** Nothing of it was removed that a retry needs: its sound, or in its place what was heard. */
const isAtHand = `(sha256 IS NULL OR file IS NOT NULL OR ${isHeard})`;

const cancelled = "json_object('code', 'cancelled', 'facts', json_object('file', name))";

/** The part of the store that people see: reports, what was found in them, and what is decided of a whole report. */
export class Reports {
  constructor(
    private readonly db: Connection,
    private readonly queue: Queue,
    private readonly lacks: (file: string) => boolean,
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

  output(id: number): string | null {
    const found = this.db.first("SELECT path FROM outputs WHERE report_id = @id", { id });
    return found ? (found.path as string) : null;
  }

  closeReport(id: number): Report | null {
    return this.db.write(() => {
      this.db.run("UPDATE reports SET status = 'PROCESSING' WHERE id = @id AND status = 'OPEN'", { id });
      this.queue.settle(id);
      return this.report(id);
    });
  }

  cancel(id: number): boolean {
    return this.db.write(() => {
      const report = this.report(id);
      if (!report || !isUnderWay(report)) return false;
      if (isRetried(report)) return this.cancelRetry(id);
      this.failUnfinished(id, "true");
      this.db.run("UPDATE reports SET status = 'CANCELLED' WHERE id = @id", { id });
      return true;
    });
  }

  /** What failed before fails as it did. What had succeeded, and is heard again, is heard to its end: its rows were given up for that. */
  private cancelRetry(id: number): boolean {
    const isNews = this.hasRetried(id);
    if (this.failUnfinished(id, "failure_before IS NOT NULL") === 0) return false;
    this.queue.settle(id, isNews);
    return true;
  }

  private failUnfinished(id: number, which: string): number {
    return this.db.run(
      `UPDATE recordings SET status = 'FAILED', ${unheld}, finished_at = @now, failure = coalesce(failure_before, ${cancelled})
       WHERE report_id = @id AND status IN ('FETCHING', 'QUEUED', 'RUNNING') AND ${which}`,
      { id, now: this.db.now() },
    );
  }

  /** Whether something succeeded in the retry that is under way. */
  private hasRetried(reportId: number): boolean {
    const sql =
      "SELECT 1 FROM recordings WHERE report_id = @reportId AND status = 'SUCCEEDED' AND failure_before IS NOT NULL";
    return this.db.first(sql, { reportId }) !== undefined;
  }

  retry(reportId: number, position: number | undefined, again: boolean): number {
    return this.db.write(() => {
      const picked = this.toRetry(reportId, position, again);
      if (picked.length === 0) return 0;
      const ids = JSON.stringify(picked.map((r) => r.id));
      if (again) this.forgetFound(ids);
      const lost = JSON.stringify(picked.filter((r) => this.isLost(r)).map((r) => r.id));
      const isLost = "id IN (SELECT value FROM json_each(@lost))";
      this.db.run(
        `UPDATE recordings SET attempts = 0, failure_before = failure, failure = NULL, finished_at = NULL, run_at = @now, wanted_at = @now,
           status = iif(sha256 IS NULL OR ${isLost}, 'FETCHING', 'QUEUED'),
           file = iif(${isLost}, NULL, file), sha256 = iif(${isLost}, NULL, sha256)
         WHERE id IN (SELECT value FROM json_each(@ids))`,
        { ids, lost, now: this.db.now() },
      );
      this.db.run("UPDATE status_messages SET final = 0 WHERE report_id = @reportId", { reportId });
      this.db.run(
        "UPDATE reports SET status = 'PROCESSING', settled_at = NULL WHERE id = @reportId AND status <> 'OPEN'",
        { reportId },
      );
      return picked.length;
    });
  }

  hearAnew(reportId: number): number {
    return this.db.write(() => {
      const waiting = this.db.all(
        `SELECT id, file FROM recordings WHERE report_id = @reportId AND status = 'QUEUED' AND ${isHeard}`,
        { reportId },
      ) as unknown as Kept[];
      const audible = waiting.filter(({ file }) => file !== null && !this.lacks(file));
      for (const { id } of audible) this.db.run("DELETE FROM transcripts WHERE recording_id = @id", { id });
      return waiting.length - audible.length;
    });
  }

  /** Whether a recording's file, which a retry needs, is gone for good: it is not ours then, until it was fetched again. */
  isLost({ id, file }: { id: number; file: string | null }): boolean {
    const heard = this.db.first("SELECT 1 FROM transcripts WHERE recording_id = @id", { id });
    return file !== null && heard === undefined && this.lacks(file);
  }

  /** What SUCCEEDED counts only where its sound is there: its rows are not given up for nothing. */
  toRetry(reportId: number, position: number | undefined, again: boolean): Kept[] {
    const found = this.db.all(
      `SELECT id, file, status FROM recordings
       WHERE report_id = (SELECT id FROM reports WHERE id = @reportId AND status <> 'CANCELLED' AND removed_at IS NULL)
         AND (status = 'FAILED' OR status = 'SUCCEEDED' AND duplicate_of IS NULL AND @again)
         AND (@position IS NULL OR position = @position) AND ${isAtHand}
         AND (sha256 IS NULL OR file IS NOT NULL OR NOT @again)`,
      { reportId, position: position ?? null, again: Number(again) },
    ) as unknown as Kept[];
    return found.filter(({ status, file }) => status === "FAILED" || (file !== null && !this.lacks(file)));
  }

  private forgetFound(ids: string): void {
    const theirs = "recording_id IN (SELECT value FROM json_each(@ids))";
    for (const table of ["transcripts", "rows"]) this.db.run(`DELETE FROM ${table} WHERE ${theirs}`, { ids });
    this.db.run("UPDATE recordings SET dropped_rows = 0 WHERE id IN (SELECT value FROM json_each(@ids))", { ids });
  }
}

interface Kept {
  id: number;
  file: string | null;
  status: Recording["status"];
}
