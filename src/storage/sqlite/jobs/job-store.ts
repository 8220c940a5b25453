import type { Failure } from "../../../domain/failure.js";
import type { Stage, Timings } from "../../../domain/recording.js";
import type { Template } from "../../../domain/template.js";
import type { Transcript } from "../../../domain/transcript.js";
import type { Owner } from "../../../domain/user.js";
import type { Finding, JobStore, Limits, Message, Source, StoredFile } from "../../../ports/index.js";
import type { Connection } from "../database.js";
import { ahead } from "./fair-share.js";
import { Intake } from "./intake.js";
import { pace } from "./pace.js";
import { Queue } from "./queue.js";
import { Reports } from "./reports.js";

/** Reports and the queue in one SQLite file. Closing it closes the connection. */
export class SqliteJobStore implements JobStore {
  private readonly queue: Queue;
  private readonly intake: Intake;
  private readonly shelf: Reports;

  /** `lacks`: whether a recording's file is gone for good. */
  constructor(
    private readonly db: Connection,
    lacks: (file: string) => boolean = () => false,
  ) {
    this.queue = new Queue(db);
    this.shelf = new Reports(db, this.queue, lacks);
    this.intake = new Intake(db, this.queue, this.shelf);
  }

  async createReport(
    template: Template,
    settings: Record<string, string>,
    sources: readonly Source[],
    output: string | null = null,
  ) {
    return this.intake.createReport(template, settings, sources, output);
  }

  async output(reportId: number) {
    return this.shelf.output(reportId);
  }

  async receive(owner: Owner, message: Message, template: Template, limits: Limits) {
    return this.intake.receive(owner, message, template, limits);
  }

  async report(id: number) {
    return this.shelf.report(id);
  }

  async openReport(owner: Owner) {
    return this.intake.open(owner);
  }

  async reportsOf(user: number, most?: number) {
    return this.shelf.of(user, most);
  }

  async reportCount(user: number) {
    return this.shelf.count(user);
  }

  async underWay(user: number) {
    return this.shelf.underWay(user);
  }

  async retryable(user: number) {
    return this.shelf.retryable(user);
  }

  async reports() {
    return this.shelf.all();
  }

  async recordings(reportId: number) {
    return this.shelf.recordings(reportId);
  }

  async rows(reportId: number) {
    return this.shelf.rows(reportId);
  }

  async transcript(recordingId: number) {
    return this.shelf.transcript(recordingId);
  }

  async fetched(recordingId: number, stored: StoredFile) {
    return this.intake.fetched(recordingId, stored);
  }

  async toFetch(limit: number) {
    return this.intake.toFetch(limit);
  }

  async stillFetching(recordingIds: readonly number[]) {
    return this.intake.stillFetching(recordingIds);
  }

  async fetchLater(recordingId: number, failure: Failure, at: number) {
    this.intake.fetchLater(recordingId, failure, at);
  }

  async refuse(recordingId: number, failure: Failure) {
    this.intake.refuse(recordingId, failure);
  }

  async closeReport(reportId: number) {
    return this.shelf.closeReport(reportId);
  }

  async cancelReport(reportId: number) {
    return this.shelf.cancel(reportId);
  }

  async claim(claim: { worker: string; leaseMs: number; reportId?: number }) {
    return this.queue.claim(claim);
  }

  async renew(recordingId: number, token: string, leaseMs: number) {
    return this.queue.renew(recordingId, token, leaseMs);
  }

  async progress(recordingId: number, token: string, progress: { stage: Stage; seconds?: number }) {
    return this.queue.progress(recordingId, token, progress);
  }

  async saveTranscript(recordingId: number, token: string, transcript: Transcript) {
    return this.queue.saveTranscript(recordingId, token, transcript);
  }

  async succeed(recordingId: number, token: string, finding: Finding, timings: Timings) {
    return this.queue.succeed(recordingId, token, finding, timings);
  }

  async fail(recordingId: number, token: string, failure: Failure, retryAt: number | null) {
    return this.queue.fail(recordingId, token, failure, retryAt);
  }

  async release(recordingId: number, token: string, failure?: Failure) {
    return this.queue.release(recordingId, token, failure);
  }

  async reclaim(maxAttempts: number, isGone: (worker: string) => boolean, reportId?: number) {
    return this.queue.reclaim(maxAttempts, isGone, reportId);
  }

  async hasWork(reportId: number) {
    return this.queue.hasWork(reportId);
  }

  async ahead(reportId: number) {
    return ahead(this.db, reportId);
  }

  async retry(reportId: number, position?: number, again = false) {
    return this.shelf.retry(reportId, position, again);
  }

  async mayRetry(reportId: number, position?: number, again = false) {
    return this.shelf.toRetry(reportId, position, again).length;
  }

  async hearAnew(reportId: number) {
    return this.shelf.hearAnew(reportId);
  }

  async pace() {
    return pace(this.db);
  }

  async close() {
    this.db.close();
  }
}
