import { type Recording, stages, type Timings } from "../domain/recording.js";
import { isRetried, isUnderWay, type Report } from "../domain/report.js";
import type { Row } from "../domain/row.js";
import { windowsOfSound } from "../domain/sound.js";
import type { Transcript } from "../domain/transcript.js";
import type { Connection } from "./database.js";
import { type Queue, unheld } from "./queue.js";
import { selectRecordings, toRecording, toReport } from "./records.js";

/** Nothing of it was removed that a retry needs: its sound, or in its place what was heard. */
const isAtHand = "(sha256 IS NULL OR file IS NOT NULL OR id IN (SELECT recording_id FROM transcripts))";
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

  of(user: number): Report[] {
    return this.db.all("SELECT * FROM reports WHERE owner_user = @user ORDER BY id DESC", { user }).map(toReport);
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

  cancel(id: number): boolean {
    return this.db.write(() => {
      const report = this.report(id);
      if (!report || !isUnderWay(report)) return false;
      this.db.run(
        `UPDATE recordings SET status = 'FAILED', ${unheld}, finished_at = @now,
           failure = coalesce(failure_before, json_object('code', 'cancelled', 'facts', json_object('file', name)))
         WHERE report_id = @id AND status IN ('FETCHING', 'QUEUED', 'RUNNING')`,
        { id, now: this.db.now() },
      );
      if (isRetried(report)) this.queue.settle(id, this.hasRetried(id));
      else this.db.run("UPDATE reports SET status = 'CANCELLED' WHERE id = @id", { id });
      return true;
    });
  }

  /** Whether something succeeded in the retry that is under way. */
  private hasRetried(reportId: number): boolean {
    const sql =
      "SELECT 1 FROM recordings WHERE report_id = @reportId AND failure_before IS NOT NULL AND status = 'SUCCEEDED'";
    return this.db.first(sql, { reportId }) !== undefined;
  }

  retry(reportId: number, position?: number): number {
    return this.db.write(() => {
      const changes = this.db.run(
        `UPDATE recordings SET attempts = 0, failure_before = failure, failure = NULL, finished_at = NULL, run_at = @now,
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

  pace(): Timings {
    const recent = this.db
      .all(
        `SELECT timings, seconds FROM recordings JOIN transcripts ON recording_id = recordings.id
         WHERE status = 'SUCCEEDED' AND seconds IS NOT NULL AND text <> ''
         ORDER BY finished_at DESC LIMIT 50`,
      )
      .map((r) => ({ timings: JSON.parse(r.timings as string) as Timings, seconds: r.seconds as number }));
    const pace: Timings = {};
    for (const stage of stages) {
      const ran = recent.filter((r) => r.timings[stage] !== undefined);
      const windows = ran.reduce((sum, r) => sum + windowsOfSound(r.seconds), 0);
      if (windows > 0) pace[stage] = ran.reduce((sum, r) => sum + (r.timings[stage] ?? 0), 0) / windows;
    }
    return pace;
  }
}
