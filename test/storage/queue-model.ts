import { expect } from "vitest";
import type { Recording } from "../../src/domain/recording.js";
import { isSettled, type Report } from "../../src/domain/report.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Job } from "../../src/ports/index.js";
import { foldersOf } from "../../src/storage/files/folders.js";
import { inspect } from "../../src/storage/maintenance/inspection.js";
import type { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { broken, noLimits } from "./sellers.js";

export const maxAttempts = 3;
const leaseMs = 1000;
const workers = ["living", "dying"];

/** What happens to the store; `pick` chooses among what is there. */
export interface Step {
  kind: keyof Driver["steps"];
  pick: number;
  amount: number;
}

interface Lease {
  token: string;
  until: number;
  worker: string;
}

/** Drives a store, and keeps beside it what must be so: who holds which lease, which rows were stored, what was settled. */
export class Driver {
  readonly store: SqliteJobStore;
  private readonly leases = new Map<number, Lease>();
  private readonly found = new Map<number, number>();
  /** Every job ever claimed, so that writes with a lease that was lost are tried, too. */
  private readonly jobs: Job[] = [];
  private readonly settlements = new Map<number, number>();
  private readonly closed = new Set<number>();
  private readonly cancelled = new Set<number>();
  private messages = 0;

  constructor(
    private readonly db: Connection,
    private readonly clock: { now: number },
  ) {
    this.store = new SqliteJobStore(db);
  }

  readonly steps = {
    create: async (_: number, amount: number) => {
      await this.store.createReport(drinks, {}, Array(amount % 4).fill({ name: "x", source: "/x" }));
    },
    receive: async (pick: number) => {
      const user = pick % 2;
      const message = { key: `${this.messages++}`, name: "x", source: "tg", bytes: 1 };
      await this.store.receive({ user, chat: user }, message, drinks, noLimits);
    },
    fetch: async (pick: number, amount: number) => {
      const r = await this.oneOf(pick, "FETCHING");
      if (r) await this.store.fetched(r.id, { file: `f${r.id}`, bytes: 1, sha256: `${amount % 5}` });
    },
    fetchLater: async (pick: number, amount: number) => {
      const r = await this.oneOf(pick, "FETCHING");
      if (r && r.attempts < maxAttempts) await this.store.fetchLater(r.id, broken, this.clock.now + amount);
    },
    refuse: async (pick: number) => {
      const r = await this.oneOf(pick, "FETCHING");
      if (r) await this.store.refuse(r.id, broken);
    },
    claim: async (pick: number) => {
      const worker = workers[pick % 2] as string;
      const job = await this.store.claim({ worker, leaseMs });
      if (!job) return;
      expect(this.leases.has(job.recording.id)).toBe(false);
      this.leases.set(job.recording.id, { token: job.token, until: this.clock.now + leaseMs, worker });
      this.jobs.push(job);
    },
    renew: async (pick: number) => {
      const job = this.job(pick);
      if (!job) return;
      const lease = this.held(job);
      expect(await this.store.renew(job.recording.id, job.token, leaseMs)).toBe(lease !== undefined);
      if (lease) lease.until = this.clock.now + leaseMs;
    },
    succeed: async (pick: number, amount: number) => {
      const job = this.job(pick);
      if (!job) return;
      const rows = Array.from({ length: amount % 3 }, (_, i) => ({
        values: { nama: `${i}` },
        evidence: {},
        flags: {},
      }));
      const { id } = job.recording;
      await this.ends(job, await this.store.succeed(id, job.token, { rows, droppedRows: 0 }, {}), () =>
        this.found.set(id, rows.length),
      );
    },
    fail: async (pick: number, amount: number) => {
      const job = this.job(pick);
      if (!job) return;
      const retryAt = amount % 2 && job.recording.attempts < maxAttempts ? this.clock.now + amount : null;
      await this.ends(job, await this.store.fail(job.recording.id, job.token, broken, retryAt));
    },
    release: async (pick: number) => {
      const job = this.job(pick);
      if (job) await this.ends(job, await this.store.release(job.recording.id, job.token));
    },
    reclaim: async (pick: number) => {
      const isGone = (worker: string) => pick % 2 === 1 && worker === "dying";
      const lost = [...this.leases].filter(([, l]) => l.until <= this.clock.now || isGone(l.worker));
      expect(await this.store.reclaim(maxAttempts, isGone)).toBe(lost.length);
      for (const [id] of lost) this.leases.delete(id);
    },
    wait: async (_: number, amount: number) => {
      this.clock.now += amount;
    },
    close: async (pick: number) => {
      const report = await this.report(pick);
      if (report) await this.close(report.id);
    },
    cancel: async (pick: number) => {
      const report = await this.report(pick);
      if (!report) return;
      await this.store.cancelReport(report.id);
      if (isSettled(report.status)) return;
      if (report.revision === 0) this.cancelled.add(report.id);
      for (const r of await this.store.recordings(report.id)) this.leases.delete(r.id);
    },
    retry: async (pick: number) => {
      const report = await this.report(pick);
      if (report) await this.store.retry(report.id);
    },
  };

  /** Whatever happened: what is left is fetched, closed and worked on. */
  async finish(): Promise<void> {
    for (const report of await this.store.reports()) {
      for (const r of await this.store.recordings(report.id))
        if (r.status === "FETCHING") await this.store.fetched(r.id, { file: `f${r.id}`, bytes: 1, sha256: `${r.id}` });
      await this.close(report.id);
    }
    this.clock.now += 1_000_000;
    await this.steps.reclaim(0);
    for (let claimed = -1; claimed !== this.jobs.length; ) {
      claimed = this.jobs.length;
      await this.steps.claim(0);
      if (this.jobs.length > claimed) await this.steps.succeed(this.jobs.length - 1, 1);
    }
    await this.check();
    // The files are made up, and so are the workers: the rest must hold.
    const found = inspect(this.db, foldersOf("/nowhere")).filter((v) => v.code !== "file_missing");
    expect(found).toEqual([]);
    for (const { status } of await this.store.reports()) expect(["OPEN", "PROCESSING"]).not.toContain(status);
  }

  async check(): Promise<void> {
    const reports = await this.store.reports();
    for (const report of reports) await this.checkReport(report);
    const open = reports.filter((r) => r.status === "OPEN" && r.owner).map((r) => r.owner?.user);
    expect(new Set(open).size).toBe(open.length);
  }

  private async checkReport(report: Report): Promise<void> {
    const recordings = await this.store.recordings(report.id);
    for (const r of recordings) this.checkRecording(r, recordings);
    expect(report.status).toBe(this.expectedStatus(report, recordings));
    const rows = recordings.flatMap((r) => Array(this.found.get(r.id) ?? 0).fill(r.position));
    expect((await this.store.rows(report.id)).map((r) => r.position)).toEqual(rows);
    const before = this.settlements.get(report.id) ?? 0;
    expect([before, before + 1]).toContain(report.revision);
    this.settlements.set(report.id, report.revision);
    const sent = this.db.all("SELECT revision FROM deliveries WHERE report_id = @id ORDER BY revision", {
      id: report.id,
    });
    const revisions = Array.from({ length: report.owner ? report.revision : 0 }, (_, i) => i + 1);
    expect(sent.map((d) => d.revision)).toEqual(revisions);
  }

  private checkRecording(r: Recording, all: readonly Recording[]): void {
    const kept = this.db.first("SELECT lease_token AS token FROM recordings WHERE id = @id", { id: r.id });
    expect(kept?.token ?? undefined).toBe(this.leases.get(r.id)?.token);
    expect(r.status === "RUNNING").toBe(this.leases.has(r.id));
    expect(r.attempts).toBeGreaterThanOrEqual(0);
    expect(r.attempts).toBeLessThanOrEqual(maxAttempts);
    if (r.status === "QUEUED" || r.status === "RUNNING") expect(r.file).not.toBe(null);
    if (this.found.has(r.id)) expect(r.status).toBe("SUCCEEDED");
    if (r.duplicateOf !== null)
      expect(all.find((other) => other.position === r.duplicateOf)).toMatchObject({
        sha256: r.sha256,
        duplicateOf: null,
      });
  }

  /** A write that ends a lease is taken exactly where the lease is held, and ends it. */
  private async ends(job: Job, taken: boolean, then = () => {}): Promise<void> {
    expect(taken).toBe(this.held(job) !== undefined);
    if (!taken) return;
    this.leases.delete(job.recording.id);
    then();
  }

  private held({ recording, token }: Job): Lease | undefined {
    const lease = this.leases.get(recording.id);
    return lease?.token === token ? lease : undefined;
  }

  private job(pick: number): Job | undefined {
    return this.jobs[pick % Math.max(1, this.jobs.length)];
  }

  private async report(pick: number): Promise<Report | undefined> {
    const reports = await this.store.reports();
    return reports[pick % Math.max(1, reports.length)];
  }

  private async oneOf(pick: number, status: Recording["status"]): Promise<Recording | undefined> {
    const reports = await this.store.reports();
    const all = (await Promise.all(reports.map((r) => this.store.recordings(r.id)))).flat();
    const those = all.filter((r) => r.status === status);
    return those[pick % Math.max(1, those.length)];
  }

  private async close(reportId: number): Promise<void> {
    await this.store.closeReport(reportId);
    this.closed.add(reportId);
  }

  /** Said in other words than the code's. */
  private expectedStatus({ id }: Report, recordings: readonly Recording[]): Report["status"] {
    if (this.cancelled.has(id)) return "CANCELLED";
    if (!this.closed.has(id)) return "OPEN";
    const own = recordings.filter((r) => r.duplicateOf === null);
    if (own.some((r) => r.finishedAt === null)) return "PROCESSING";
    const failed = own.filter((r) => r.failure !== null && r.status === "FAILED").length;
    if (failed === own.length) return "FAILED";
    return failed === 0 ? "COMPLETED" : "PARTIALLY_COMPLETED";
  }
}
