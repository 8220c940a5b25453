import type { Failure } from "../../../domain/failure.js";
import type { Recording } from "../../../domain/recording.js";
import type { Report } from "../../../domain/report.js";
import type { Template } from "../../../domain/template.js";
import type { Owner } from "../../../domain/user.js";
import type { Fetched, Limits, Message, Received, Source, StoredFile } from "../../../ports/index.js";
import type { Columns, Connection } from "../database.js";
import { nextNumber } from "../day-numbers.js";
import { isDue, putOff } from "../due.js";
import { selectRecordings, toRecording, toReport } from "../mappers.js";
import { checkLimits } from "./limits.js";
import type { Queue } from "./queue.js";
import type { Reports } from "./reports.js";
import { type FailedBefore, failedBefore, fetchFrom, move } from "./resends.js";

/** The part of the store that takes recordings in, until their bytes are ours. Each method is one transaction. */
export class Intake {
  constructor(
    private readonly db: Connection,
    private readonly queue: Queue,
    private readonly shelf: Reports,
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
      const known = this.known(message);
      if (known) return known;
      const open = this.open(owner);
      checkLimits(this.db, owner.user, message, open, limits);
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

  fetched(id: number, stored: StoredFile): Fetched | null {
    return this.db.write(() => {
      const recording = this.queue.recording(id);
      if (recording?.status !== "FETCHING") return recording && { ...recording, retries: null };
      const retries = this.keep(recording, stored);
      return { ...(this.queue.recording(id) as Recording), retries };
    });
  }

  /** As the first of its bytes, or as one that repeats another. Gives the position of one that is tried again because of it. */
  private keep(recording: Recording, stored: StoredFile): number | null {
    const same = this.same(recording, stored.sha256);
    const failed = same === null ? failedBefore(this.db, recording, stored.sha256) : null;
    if (same !== null) this.repeat(recording, stored, same);
    else if (failed) this.sendAgain(recording, stored, failed);
    else this.had(recording, stored, "status = 'QUEUED', file = @file, run_at = @now");
    return failed?.position ?? null;
  }

  /** The one that failed is tried again, and this one repeats it, in the same report. */
  private sendAgain(recording: Recording, stored: StoredFile, failed: FailedBefore): void {
    if (!failed.isAtHand || this.shelf.isLost(failed)) fetchFrom(this.db, failed, recording);
    this.shelf.retry(failed.reportId, failed.position, false);
    if (failed.reportId !== recording.reportId) move(this.db, recording, failed.reportId);
    this.repeat(this.queue.recording(recording.id) as Recording, stored, failed.position);
    this.queue.settle(recording.reportId);
  }

  /** The position of the one in its report that has the same bytes, did not fail, and repeats none itself. */
  private same({ id, reportId }: Recording, sha256: string): number | null {
    const found = this.db.first(
      `SELECT position FROM recordings WHERE report_id = @reportId AND id <> @id AND sha256 = @sha256
         AND status <> 'FAILED' AND duplicate_of IS NULL`,
      { id, sha256, reportId },
    );
    return (found?.position as number | undefined) ?? null;
  }

  private repeat(recording: Recording, stored: StoredFile, same: number): void {
    const { reportId, position } = recording;
    this.had(recording, stored, "status = 'SUCCEEDED', duplicate_of = @same, finished_at = @now", { same });
    // It was lost, and another came meanwhile: what repeated it repeats that one.
    this.db.run("UPDATE recordings SET duplicate_of = @same WHERE report_id = @reportId AND duplicate_of = @position", {
      same,
      reportId,
      position,
    });
    this.queue.settle(reportId);
  }

  private had({ id }: Recording, stored: StoredFile, set: string, values: Columns = {}): void {
    this.db.run(
      `UPDATE recordings SET ${set}, bytes = @bytes, sha256 = @sha256, attempts = 0, failure = NULL WHERE id = @id`,
      { ...values, ...stored, id, now: this.db.now() },
    );
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

  private known({ key, former }: Message): Received | null {
    const found =
      this.db.first(`${selectRecordings} WHERE key = @key`, { key }) ??
      (former && this.db.first(`${selectRecordings} WHERE key = @key AND received_at >= @sentAt`, { ...former }));
    if (!found) return null;
    const recording = toRecording(found);
    const report = this.db.first("SELECT * FROM reports WHERE id = @id", { id: recording.reportId });
    return { report: toReport(report as never), recording, opened: false };
  }

  private insertReport(owner: Owner | null, template: Template, settings: Record<string, string>): Report {
    const made = this.db.first(
      `INSERT INTO reports (status, owner_user, owner_chat, number, template, settings, created_at)
       VALUES ('OPEN', @user, @chat, @number, @template, @settings, @now) RETURNING *`,
      {
        user: owner?.user ?? null,
        chat: owner?.chat ?? null,
        number: owner ? nextNumber(this.db, owner.user) : 0,
        template: JSON.stringify(template),
        settings: JSON.stringify(settings),
        now: this.db.now(),
      },
    );
    const report = toReport(made as never);
    if (owner)
      this.db.run("INSERT INTO status_messages (report_id, message_id, shown, final) VALUES (@id, 0, '', 0)", {
        id: report.id,
      });
    return report;
  }

  private insertRecording(reportId: number, message: Omit<Message, "key"> & { key: string | null }): Recording {
    const { key, name, source, bytes } = message;
    const { id } = this.db.first(
      `INSERT INTO recordings (report_id, position, name, source, key, bytes, status, run_at, received_at, wanted_at)
       VALUES (@reportId, (SELECT coalesce(max(position), 0) + 1 FROM recordings WHERE report_id = @reportId),
         @name, @source, @key, @bytes, 'FETCHING', @now, @now, @now) RETURNING id`,
      { reportId, key, name, source, bytes, now: this.db.now() },
    ) as { id: number };
    return this.queue.recording(id) as Recording;
  }
}
