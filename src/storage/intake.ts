import { Failure } from "../domain/failure.js";
import type { Owner } from "../domain/person.js";
import type { Recording } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { Template } from "../domain/template.js";
import type { Limits, Message, Received, Source, StoredFile } from "../ports.js";
import type { Connection } from "./database.js";
import { isDue, putOff } from "./due.js";
import type { Queue } from "./queue.js";
import { selectRecordings, toRecording, toReport } from "./records.js";

const dayMs = 24 * 60 * 60 * 1000;

/** The part of the store that takes recordings in, until their bytes are ours. Each method is one transaction. */
export class Intake {
  constructor(
    private readonly db: Connection,
    private readonly queue: Queue,
  ) {}

  createReport(
    template: Template,
    settings: Record<string, string>,
    sources: readonly Source[],
    output: string | null,
  ): Report {
    return this.db.write(() => {
      const report = this.insertReport(null, template, settings);
      if (output !== null)
        this.db.run("INSERT INTO outputs (report_id, path) VALUES (@id, @output)", { id: report.id, output });
      for (const source of sources) this.insertRecording(report.id, { ...source, key: null, bytes: null });
      return report;
    });
  }

  receive(owner: Owner, message: Message, template: Template, limits: Limits): Received {
    return this.db.write(() => {
      const known = this.known(message.key);
      if (known) return known;
      const open = this.open(owner);
      this.check(owner, message, open, limits);
      const report = open ?? this.insertReport(owner, template, {});
      const recording = this.insertRecording(report.id, message);
      this.db.run("UPDATE reports SET reminded = 0 WHERE id = @id", { id: report.id });
      return { report, recording, opened: open === null };
    });
  }

  open(owner: Owner): Report | null {
    const found = this.db.first(
      "SELECT * FROM reports WHERE status = 'OPEN' AND owner_user = @user AND owner_chat = @chat",
      { ...owner },
    );
    return found ? toReport(found) : null;
  }

  toFetch(limit: number): Recording[] {
    return this.db
      .all(
        `${selectRecordings} JOIN reports ON reports.id = report_id
         WHERE recordings.status = 'FETCHING' AND ${isDue("run_at")} AND owner_user IS NOT NULL
         ORDER BY row_number() OVER (PARTITION BY owner_user ORDER BY recordings.id), recordings.id LIMIT @limit`,
        { now: this.db.now(), limit },
      )
      .map(toRecording);
  }

  stillFetching(ids: readonly number[]): number[] {
    return this.db
      .all("SELECT id FROM recordings WHERE status = 'FETCHING' AND id IN (SELECT value FROM json_each(@ids))", {
        ids: JSON.stringify(ids),
      })
      .map((r) => r.id as number);
  }

  fetched(id: number, { file, bytes, sha256 }: StoredFile): Recording | null {
    return this.db.write(() => {
      const recording = this.queue.recording(id);
      if (recording?.status !== "FETCHING") return recording;
      const same = this.db.first(
        `SELECT position FROM recordings WHERE report_id = @reportId AND id <> @id AND sha256 = @sha256
           AND duplicate_of IS NULL`,
        { id, sha256, reportId: recording.reportId },
      );
      const had = "bytes = @bytes, sha256 = @sha256, attempts = 0, failure = NULL";
      const values = { id, bytes, sha256, now: this.db.now() };
      if (same) {
        const set = `status = 'SUCCEEDED', duplicate_of = @same, finished_at = @now, ${had}`;
        this.db.run(`UPDATE recordings SET ${set} WHERE id = @id`, { ...values, same: same.position });
        // It was lost, and another came meanwhile: what repeated it repeats that one.
        this.db.run(
          "UPDATE recordings SET duplicate_of = @same WHERE report_id = @reportId AND duplicate_of = @position",
          { same: same.position, reportId: recording.reportId, position: recording.position },
        );
        this.queue.settle(recording.reportId);
      } else {
        const set = `status = 'QUEUED', file = @file, run_at = @now, ${had}`;
        this.db.run(`UPDATE recordings SET ${set} WHERE id = @id`, { ...values, file });
      }
      return this.queue.recording(id);
    });
  }

  fetchLater(id: number, failure: Failure, at: number): void {
    this.db.run(
      `UPDATE recordings SET attempts = attempts + 1, failure = @failure, run_at = @at
       WHERE id = @id AND status = 'FETCHING'`,
      { id, at: putOff(at, this.db.now()), failure: JSON.stringify(failure.stored) },
    );
  }

  refuse(id: number, failure: Failure): void {
    this.db.write(() => {
      this.db.run(
        `UPDATE recordings SET status = 'FAILED', failure = @failure, finished_at = @now
         WHERE id = @id AND status = 'FETCHING'`,
        { id, failure: JSON.stringify(failure.stored), now: this.db.now() },
      );
      this.queue.settleOf(id);
    });
  }

  private known(key: string): Received | null {
    const found = this.db.first(`${selectRecordings} WHERE key = @key`, { key });
    if (!found) return null;
    const recording = toRecording(found);
    const report = this.db.first("SELECT * FROM reports WHERE id = @id", { id: recording.reportId });
    return { report: toReport(report as never), recording, opened: false };
  }

  /** Throws the limit that the message would go over. */
  private check({ user }: Owner, { bytes }: Message, open: Report | null, limits: Limits): void {
    const { inReport, reports } = this.db.first(
      `SELECT (SELECT count(*) FROM recordings WHERE report_id = @open) AS inReport,
         (SELECT count(*) FROM reports WHERE owner_user = @user AND status IN ('OPEN', 'PROCESSING')) AS reports`,
      { user, open: open?.id ?? null },
    ) as { inReport: number; reports: number };
    if (inReport >= limits.recordings)
      throw new Failure("report_full", { given: inReport + 1, most: limits.recordings });
    if (!open && reports >= limits.openReports) throw new Failure("too_many_reports", { most: limits.openReports });
    const today = this.db.first(
      `SELECT count(*) AS recordings, coalesce(sum(bytes), 0) AS bytes
       FROM recordings JOIN reports ON reports.id = report_id WHERE owner_user = @user AND received_at > @since`,
      { user, since: this.db.now() - dayMs },
    ) as { recordings: number; bytes: number };
    if (today.recordings >= limits.recordingsPerDay)
      throw new Failure("too_many_recordings", { most: limits.recordingsPerDay });
    if (today.bytes + (bytes ?? 0) > limits.bytesPerDay)
      throw new Failure("too_many_bytes", { most: limits.bytesPerDay });
  }

  private insertReport(owner: Owner | null, template: Template, settings: Record<string, string>): Report {
    const made = this.db.first(
      `INSERT INTO reports (status, owner_user, owner_chat, template, settings, created_at)
       VALUES ('OPEN', @user, @chat, @template, @settings, @now) RETURNING *`,
      {
        user: owner?.user ?? null,
        chat: owner?.chat ?? null,
        template: JSON.stringify(template),
        settings: JSON.stringify(settings),
        now: this.db.now(),
      },
    );
    return toReport(made as never);
  }

  private insertRecording(reportId: number, message: Omit<Message, "key"> & { key: string | null }): Recording {
    const { key, name, source, bytes } = message;
    const { id } = this.db.first(
      `INSERT INTO recordings (report_id, position, name, source, key, bytes, status, run_at, received_at)
       VALUES (@reportId, (SELECT coalesce(max(position), 0) + 1 FROM recordings WHERE report_id = @reportId),
         @name, @source, @key, @bytes, 'FETCHING', @now, @now) RETURNING id`,
      { reportId, key, name, source, bytes, now: this.db.now() },
    ) as { id: number };
    return this.queue.recording(id) as Recording;
  }
}
