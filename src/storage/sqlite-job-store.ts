import type { Database } from "better-sqlite3";
import type { Failure } from "../domain/failure.js";
import type { Recording, Stage, Timings } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { Template } from "../domain/template.js";
import type { JobStore, Source, StoredFile } from "../ports.js";
import { guard, openDatabase } from "./database.js";
import { Queue } from "./queue.js";
import { selectRecordings, toRecording, toReport } from "./records.js";

/** Reports and the queue in one SQLite file. `now` gives milliseconds since the epoch. */
export class SqliteJobStore implements JobStore {
  private readonly db: Database;
  private readonly queue: Queue;

  constructor(
    private readonly path: string,
    private readonly now: () => number = Date.now,
  ) {
    this.db = openDatabase(path);
    this.queue = new Queue(this.db, now);
  }

  async createReport(
    template: Template,
    settings: Record<string, string>,
    sources: readonly Source[],
  ): Promise<Report> {
    return this.write(() => {
      const { lastInsertRowid: id } = this.db
        .prepare("INSERT INTO reports (status, template, settings, created_at) VALUES ('OPEN', ?, ?, ?)")
        .run(JSON.stringify(template), JSON.stringify(settings), this.now());
      const insert = this.db.prepare(
        "INSERT INTO recordings (report_id, position, name, source, status, run_at) VALUES (?, ?, ?, ?, 'FETCHING', ?)",
      );
      sources.forEach((s, i) => {
        insert.run(id, i + 1, s.name, s.source, this.now());
      });
      return this.reportOf(Number(id)) as Report;
    });
  }

  async report(id: number) {
    return this.guarded(() => this.reportOf(id));
  }

  async reports() {
    return this.guarded(() => this.all("SELECT * FROM reports ORDER BY id DESC").map(toReport));
  }

  async recordings(reportId: number) {
    return this.guarded(() => this.recordingsOf(reportId));
  }

  async rows(reportId: number) {
    return this.guarded(() =>
      this.all(
        `SELECT position, row FROM rows JOIN recordings ON recordings.id = recording_id
         WHERE report_id = ? AND status = 'SUCCEEDED' ORDER BY position, ordinal`,
        reportId,
      ).map((r) => ({ position: r.position as number, row: JSON.parse(r.row as string) })),
    );
  }

  async transcript(recordingId: number) {
    return this.guarded(() => {
      const [found] = this.all("SELECT transcript FROM transcripts WHERE recording_id = ?", recordingId);
      return found ? JSON.parse(found.transcript as string) : null;
    });
  }

  async fetched(recordingId: number, stored: StoredFile): Promise<Recording> {
    return this.write(() => {
      const recording = this.queue.recording(recordingId);
      if (recording.status !== "FETCHING") return recording;
      const same = this.recordingsOf(recording.reportId).find(
        (r) => r.sha256 === stored.sha256 && r.duplicateOf === null,
      );
      if (same) {
        this.run(
          "UPDATE recordings SET status = 'SUCCEEDED', duplicate_of = ?, bytes = ?, sha256 = ?, finished_at = ? WHERE id = ?",
          [same.position, stored.bytes, stored.sha256, this.now(), recordingId],
        );
        this.queue.settle(recording.reportId);
      } else {
        const { file, bytes, sha256 } = stored;
        this.run("UPDATE recordings SET status = 'QUEUED', file = ?, bytes = ?, sha256 = ?, run_at = ? WHERE id = ?", [
          file,
          bytes,
          sha256,
          this.now(),
          recordingId,
        ]);
      }
      return this.queue.recording(recordingId);
    });
  }

  async refuse(recordingId: number, failure: Failure): Promise<void> {
    this.write(() => {
      this.run(
        "UPDATE recordings SET status = 'FAILED', failure = ?, finished_at = ? WHERE id = ? AND status = 'FETCHING'",
        [JSON.stringify(failure.stored), this.now(), recordingId],
      );
      this.queue.settle(this.queue.recording(recordingId).reportId);
    });
  }

  async closeReport(reportId: number): Promise<Report> {
    return this.write(() => {
      this.run("UPDATE reports SET status = 'PROCESSING' WHERE id = ? AND status = 'OPEN'", [reportId]);
      this.queue.settle(reportId);
      return this.reportOf(reportId) as Report;
    });
  }

  async cancelReport(reportId: number): Promise<void> {
    this.write(() => this.run("UPDATE reports SET status = 'CANCELLED' WHERE id = ?", [reportId]));
  }

  async claim(claim: Parameters<JobStore["claim"]>[0]) {
    return this.guarded(() => this.queue.claim(claim));
  }

  async renew(recordingId: number, token: string, leaseMs: number) {
    return this.guarded(() => this.queue.renew(recordingId, token, leaseMs));
  }

  async progress(recordingId: number, token: string, progress: { stage: Stage; seconds?: number }) {
    return this.guarded(() => this.queue.progress(recordingId, token, progress));
  }

  async saveTranscript(recordingId: number, token: string, transcript: Parameters<JobStore["saveTranscript"]>[2]) {
    return this.guarded(() => this.queue.saveTranscript(recordingId, token, transcript));
  }

  async succeed(recordingId: number, token: string, finding: Parameters<JobStore["succeed"]>[2], timings: Timings) {
    return this.guarded(() => this.queue.succeed(recordingId, token, finding, timings));
  }

  async fail(recordingId: number, token: string, failure: Failure, retryAt: number | null) {
    return this.guarded(() => this.queue.fail(recordingId, token, failure, retryAt));
  }

  async release(recordingId: number, token: string) {
    return this.guarded(() => this.queue.release(recordingId, token));
  }

  async reclaim(maxAttempts: number, isGone: (worker: string) => boolean) {
    return this.guarded(() => this.queue.reclaim(maxAttempts, isGone));
  }

  async nextAt(reportId: number) {
    return this.guarded(() => this.queue.nextAt(reportId));
  }

  async retry(reportId: number, position?: number): Promise<number> {
    return this.write(() => {
      const { changes } = this.db
        .prepare(
          `UPDATE recordings SET status = iif(file IS NULL, 'FETCHING', 'QUEUED'), attempts = 0, failure = NULL,
             finished_at = NULL, run_at = @now
           WHERE report_id = @reportId AND status = 'FAILED' AND (@position IS NULL OR position = @position)`,
        )
        .run({ reportId, position: position ?? null, now: this.now() });
      if (changes > 0) this.run("UPDATE reports SET status = 'PROCESSING', settled_at = NULL WHERE id = ?", [reportId]);
      return changes;
    });
  }

  async pace(): Promise<Timings> {
    const recent = this.guarded(() =>
      this.all(
        `SELECT timings, seconds FROM recordings JOIN transcripts ON recording_id = recordings.id
         WHERE status = 'SUCCEEDED' AND seconds IS NOT NULL AND text <> ''
         ORDER BY finished_at DESC LIMIT 50`,
      ),
    );
    return meanPace(recent.map((r) => ({ timings: JSON.parse(r.timings as string), seconds: r.seconds as number })));
  }

  async close(): Promise<void> {
    this.db.close();
  }

  private reportOf(id: number): Report | null {
    const [found] = this.all("SELECT * FROM reports WHERE id = ?", id);
    return found ? toReport(found) : null;
  }

  private recordingsOf(reportId: number): Recording[] {
    return this.all(`${selectRecordings} WHERE report_id = ? ORDER BY position`, reportId).map(toRecording);
  }

  private all(sql: string, ...values: unknown[]): Record<string, unknown>[] {
    return this.db.prepare(sql).all(...values) as Record<string, unknown>[];
  }

  private run(sql: string, values: unknown[]): void {
    this.db.prepare(sql).run(...values);
  }

  private guarded<T>(work: () => T): T {
    return guard(this.path, work);
  }

  private write<T>(work: () => T): T {
    return guard(this.path, () => this.queue.write(work));
  }
}

/** Mean milliseconds of each stage for a started window of 30 s, the unit that whisper computes in. */
function meanPace(recent: { timings: Timings; seconds: number }[]): Timings {
  const pace: Timings = {};
  for (const stage of ["converting", "transcribing", "extracting"] as const) {
    const ran = recent.filter((r) => r.timings[stage] !== undefined);
    const windows = ran.reduce((sum, r) => sum + Math.max(1, Math.ceil(r.seconds / 30)), 0);
    if (windows > 0) pace[stage] = ran.reduce((sum, r) => sum + (r.timings[stage] ?? 0), 0) / windows;
  }
  return pace;
}
