import { randomUUID } from "node:crypto";
import { Failure } from "../../../domain/failure.js";
import type { Recording, Timings } from "../../../domain/recording.js";
import { settledStatus } from "../../../domain/report.js";
import type { Finding, Job, JobStore } from "../../../ports/index.js";
import type { Columns, Connection } from "../database.js";
import { isDue, putOff } from "../due.js";
import { selectRecordings, toRecording } from "../mappers.js";
import { lastTurn } from "./fair-share.js";

type Claim = Parameters<JobStore["claim"]>[0];

/** The part of the store that workers use. Every write names the lease's token; each method is one transaction. */
export class Queue {
  constructor(private readonly db: Connection) {}

  claim({ worker, leaseMs, reportId }: Claim): Job | null {
    return this.db.write(() => {
      const claimed = this.db.first(
        `UPDATE recordings SET status = 'RUNNING', stage = NULL, attempts = attempts + 1,
           worker = @worker, lease_token = @token, lease_until = @now + @leaseMs
         WHERE id = (
           SELECT recordings.id FROM recordings JOIN reports ON reports.id = report_id
           WHERE recordings.status = 'QUEUED' AND ${isDue("run_at")} AND reports.status IN ('OPEN', 'PROCESSING')
             AND (@reportId IS NULL OR report_id = @reportId)
           ORDER BY ${lastTurn}, report_id, position LIMIT 1)
         RETURNING id, lease_token AS token`,
        { worker, leaseMs, reportId: reportId ?? null, token: randomUUID(), now: this.db.now() },
      ) as { id: number; token: string } | undefined;
      if (!claimed) return null;
      const recording = this.recording(claimed.id) as Recording;
      const { template } = this.db.first(
        "UPDATE reports SET turn = (SELECT max(turn) + 1 FROM reports) WHERE id = @id RETURNING template",
        { id: recording.reportId },
      ) as { template: string };
      return { recording, template: JSON.parse(template), token: claimed.token };
    });
  }

  renew(id: number, token: string, leaseMs: number): boolean {
    return this.fenced(id, token, "lease_until = @until", { until: this.db.now() + leaseMs });
  }

  progress(id: number, token: string, { stage, seconds }: { stage: string; seconds?: number }): boolean {
    const values = { stage, seconds: seconds ?? null };
    return this.fenced(id, token, "stage = @stage, seconds = coalesce(@seconds, seconds)", values);
  }

  saveTranscript(id: number, token: string, transcript: { text: string }): boolean {
    return this.db.write(() => {
      if (!this.fenced(id, token, "stage = stage")) return false;
      this.db.run(
        "INSERT OR REPLACE INTO transcripts (recording_id, text, transcript) VALUES (@id, @text, @transcript)",
        { id, text: transcript.text, transcript: JSON.stringify(transcript) },
      );
      return true;
    });
  }

  succeed(id: number, token: string, finding: Finding, timings: Timings): boolean {
    return this.db.write(() => {
      const set = `status = 'SUCCEEDED', ${unheld}, failure = NULL, finished_at = @now, dropped_rows = @dropped,
        timings = json_patch(timings, @timings)`;
      const values = { now: this.db.now(), dropped: finding.droppedRows, timings: JSON.stringify(timings) };
      if (!this.fenced(id, token, set, values)) return false;
      this.db.run("DELETE FROM rows WHERE recording_id = @id", { id });
      this.db.run("INSERT INTO rows (recording_id, ordinal, row) SELECT @id, key, value FROM json_each(@rows)", {
        id,
        rows: JSON.stringify(finding.rows),
      });
      this.settleOf(id);
      return true;
    });
  }

  fail(id: number, token: string, failure: Failure, retryAt: number | null): boolean {
    return this.db.write(() => {
      const stored = JSON.stringify(failure.stored);
      const again = `status = 'QUEUED', ${unheld}, failure = @stored, run_at = @retryAt`;
      if (retryAt !== null) return this.fenced(id, token, again, { stored, retryAt: putOff(retryAt, this.db.now()) });
      const final = `status = 'FAILED', ${unheld}, failure = @stored, finished_at = @now`;
      if (!this.fenced(id, token, final, { stored, now: this.db.now() })) return false;
      this.settleOf(id);
      return true;
    });
  }

  release(id: number, token: string, failure?: Failure): boolean {
    const set = `status = 'QUEUED', ${unheld}, attempts = attempts - 1, failure = coalesce(@failure, failure)`;
    return this.fenced(id, token, set, { failure: failure ? JSON.stringify(failure.stored) : null });
  }

  reclaim(maxAttempts: number, isGone: (worker: string) => boolean, reportId?: number): number {
    return this.db.write(() => {
      const running = this.db.all(
        "SELECT * FROM recordings WHERE status = 'RUNNING' AND (@reportId IS NULL OR report_id = @reportId)",
        { reportId: reportId ?? null },
      ) as unknown as Lease[];
      const lost = running.filter((r) => r.lease_until <= this.db.now() || isGone(r.worker));
      for (const { id, lease_token, attempts, name } of lost) {
        const failure = new Failure("worker_died", { file: name, attempts });
        this.fail(id, lease_token, failure, attempts < maxAttempts ? this.db.now() : null);
      }
      return lost.length;
    });
  }

  hasWork(reportId: number): boolean {
    const sql = "SELECT 1 FROM recordings WHERE report_id = @reportId AND status IN ('QUEUED', 'RUNNING') LIMIT 1";
    return this.db.first(sql, { reportId }) !== undefined;
  }

  /**
   * Gives a PROCESSING report whose recordings are all final its status, and a revision that has an owner its delivery.
   * Without news it stays at the revision that it had. Part of the caller's transaction.
   */
  settle(reportId: number, isNews = true): void {
    const recordings = this.db.all(`${selectRecordings} WHERE report_id = @reportId`, { reportId }).map(toRecording);
    const status = settledStatus(recordings);
    if (status === null) return;
    const settled = this.db.first(
      `UPDATE reports SET status = @status, settled_at = @now, revision = revision + @news
       WHERE id = @reportId AND status = 'PROCESSING' RETURNING revision, owner_user`,
      { reportId, status, now: this.db.now(), news: isNews ? 1 : 0 },
    );
    if (!settled) return;
    this.db.run("UPDATE recordings SET failure_before = NULL WHERE report_id = @reportId", { reportId });
    if (!isNews || settled.owner_user === null) return;
    this.db.run(
      "INSERT INTO deliveries (report_id, revision, status, due_at) VALUES (@reportId, @revision, 'DUE', @now)",
      { reportId, revision: settled.revision, now: this.db.now() },
    );
  }

  /** Null where it was removed. */
  recording(id: number): Recording | null {
    const found = this.db.first(`${selectRecordings} WHERE recordings.id = @id`, { id });
    return found ? toRecording(found) : null;
  }

  settleOf(recordingId: number): void {
    const found = this.db.first("SELECT report_id FROM recordings WHERE id = @recordingId", { recordingId });
    if (found) this.settle(found.report_id as number);
  }

  /** Writes to a recording whose lease is still this one; false, and nothing changed, where it is not. */
  private fenced(id: number, token: string, set: string, values: Columns = {}): boolean {
    const sql = `UPDATE recordings SET ${set} WHERE id = @id AND status = 'RUNNING' AND lease_token = @token`;
    return this.db.run(sql, { ...values, id, token }) === 1;
  }
}

interface Lease {
  id: number;
  lease_token: string;
  lease_until: number;
  worker: string;
  attempts: number;
  name: string;
}

/** A recording that no worker holds any more. */
export const unheld = "stage = NULL, worker = NULL, lease_token = NULL, lease_until = NULL";
