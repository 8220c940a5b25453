import { randomUUID } from "node:crypto";
import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.js";
import type { Timings } from "../domain/recording.js";
import { settledStatus } from "../domain/report.js";
import type { Finding, Job, JobStore } from "../ports.js";
import { selectRecordings, toRecording, toReport } from "./records.js";

type Claim = Parameters<JobStore["claim"]>[0];

/** The part of the store that workers use. Every write names the lease's token; each method is one transaction. */
export class Queue {
  constructor(
    private readonly db: Database,
    private readonly now: () => number,
  ) {}

  claim({ worker, leaseMs, reportId }: Claim): Job | null {
    return this.write(() => {
      const claimed = this.db
        .prepare(
          `UPDATE recordings SET status = 'RUNNING', stage = NULL, attempts = attempts + 1,
             worker = @worker, lease_token = @token, lease_until = @now + @leaseMs
           WHERE id = (
             SELECT recordings.id FROM recordings JOIN reports ON reports.id = report_id
             WHERE recordings.status = 'QUEUED' AND run_at <= @now AND reports.status IN ('OPEN', 'PROCESSING')
               AND (@reportId IS NULL OR report_id = @reportId)
             ORDER BY run_at, report_id, position LIMIT 1)
           RETURNING id, report_id, lease_token AS token`,
        )
        .get({ worker, leaseMs, reportId: reportId ?? null, token: randomUUID(), now: this.now() });
      if (!claimed) return null;
      const { id, report_id, token } = claimed as { id: number; report_id: number; token: string };
      const report = toReport(this.db.prepare("SELECT * FROM reports WHERE id = ?").get(report_id) as never);
      return { recording: this.recording(id), template: report.template, token };
    });
  }

  renew(id: number, token: string, leaseMs: number): boolean {
    return this.fenced(id, token, "lease_until = @until", { until: this.now() + leaseMs });
  }

  progress(id: number, token: string, { stage, seconds }: { stage: string; seconds?: number }): boolean {
    const values = { stage, seconds: seconds ?? null };
    return this.fenced(id, token, "stage = @stage, seconds = coalesce(@seconds, seconds)", values);
  }

  saveTranscript(id: number, token: string, transcript: { text: string }): boolean {
    return this.write(() => {
      if (!this.fenced(id, token, "stage = stage")) return false;
      this.db
        .prepare("INSERT OR REPLACE INTO transcripts (recording_id, text, transcript) VALUES (?, ?, ?)")
        .run(id, transcript.text, JSON.stringify(transcript));
      return true;
    });
  }

  succeed(id: number, token: string, finding: Finding, timings: Timings): boolean {
    return this.write(() => {
      const set = `status = 'SUCCEEDED', ${ended}, failure = NULL, finished_at = @now, dropped_rows = @dropped,
        timings = json_patch(timings, @timings)`;
      const values = { now: this.now(), dropped: finding.droppedRows, timings: JSON.stringify(timings) };
      if (!this.fenced(id, token, set, values)) return false;
      this.db.prepare("DELETE FROM rows WHERE recording_id = ?").run(id);
      const insert = this.db.prepare("INSERT INTO rows (recording_id, ordinal, row) VALUES (?, ?, ?)");
      finding.rows.forEach((row, i) => {
        insert.run(id, i, JSON.stringify(row));
      });
      this.settle(this.recording(id).reportId);
      return true;
    });
  }

  fail(id: number, token: string, failure: Failure, retryAt: number | null): boolean {
    return this.write(() => {
      const stored = JSON.stringify(failure.stored);
      const again = `status = 'QUEUED', ${ended}, failure = @stored, run_at = @retryAt`;
      if (retryAt !== null) return this.fenced(id, token, again, { stored, retryAt });
      const final = `status = 'FAILED', ${ended}, failure = @stored, finished_at = @now`;
      if (!this.fenced(id, token, final, { stored, now: this.now() })) return false;
      this.settle(this.recording(id).reportId);
      return true;
    });
  }

  release(id: number, token: string): boolean {
    return this.fenced(id, token, `status = 'QUEUED', ${ended}, attempts = attempts - 1`);
  }

  reclaim(maxAttempts: number, isGone: (worker: string) => boolean): number {
    return this.write(() => {
      const running = this.db.prepare("SELECT * FROM recordings WHERE status = 'RUNNING'").all() as Lease[];
      const lost = running.filter((r) => r.lease_until <= this.now() || isGone(r.worker));
      for (const { id, lease_token, attempts, name } of lost) {
        if (attempts < maxAttempts)
          this.fenced(id, lease_token, `status = 'QUEUED', ${ended}, run_at = @now`, { now: this.now() });
        else this.fail(id, lease_token, new Failure("worker_died", { file: name, attempts }), null);
      }
      return lost.length;
    });
  }

  nextAt(reportId: number): number | null {
    const next = this.db
      .prepare(
        `SELECT min(CASE status WHEN 'RUNNING' THEN lease_until ELSE run_at END) AS at
         FROM recordings WHERE report_id = ? AND status IN ('QUEUED', 'RUNNING')`,
      )
      .get(reportId) as { at: number | null };
    return next.at;
  }

  /** Gives a PROCESSING report whose recordings are all final its status. Part of the caller's transaction. */
  settle(reportId: number): void {
    const recordings = this.db
      .prepare(`${selectRecordings} WHERE report_id = ?`)
      .all(reportId)
      .map((r) => toRecording(r as never));
    const status = settledStatus(recordings);
    if (status === null) return;
    this.db
      .prepare(
        "UPDATE reports SET status = ?, settled_at = ?, revision = revision + 1 WHERE id = ? AND status = 'PROCESSING'",
      )
      .run(status, this.now(), reportId);
  }

  recording(id: number) {
    return toRecording(this.db.prepare(`${selectRecordings} WHERE recordings.id = ?`).get(id) as never);
  }

  /** Writes to a recording whose lease is still this one; false, and nothing changed, where it is not. */
  private fenced(id: number, token: string, set: string, values: Record<string, unknown> = {}): boolean {
    const sql = `UPDATE recordings SET ${set} WHERE id = @id AND status = 'RUNNING' AND lease_token = @token`;
    return this.db.prepare(sql).run({ ...values, id, token }).changes === 1;
  }

  /** A read that turns into a write fails at once in a deferred transaction when another wrote in between: so immediate. */
  write<T>(work: () => T): T {
    return this.db.inTransaction ? work() : this.db.transaction(work).immediate();
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

const ended = "stage = NULL, worker = NULL, lease_token = NULL, lease_until = NULL";
