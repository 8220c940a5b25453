import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Job, JobStore } from "../../src/ports/index.js";

/** A store whose clock the test turns, in milliseconds. */
export interface Subject {
  store: JobStore;
  clock: { now: number };
  remove(): void;
}

/** What every JobStore does. */
export function jobStoreContract(make: () => Subject): void {
  describe("a job store", () => {
    let subject: Subject;
    let store: JobStore;
    beforeEach(() => {
      subject = make();
      store = subject.store;
    });
    afterEach(async () => {
      await store.close();
      subject.remove();
    });

    const claim = () => store.claim({ worker: "w", leaseMs: 1000 });
    const found = { rows: [{ values: { nama: "Budi" }, evidence: {}, flags: {} }], droppedRows: 0 };
    const broken = new Failure("damaged", { file: "x" });

    async function report(digests: string[]): Promise<number> {
      const sources = digests.map((_, i) => ({ name: `${i + 1}.ogg`, source: `/${i + 1}` }));
      const { id } = await store.createReport(drinks, { output: "r.csv" }, sources);
      for (const [i, r] of (await store.recordings(id)).entries()) {
        await store.fetched(r.id, { file: `f${i}`, bytes: 1, sha256: digests[i] ?? "" });
      }
      await store.closeReport(id);
      return id;
    }

    it("gives recordings in their order, each to one worker, and counts the attempt at the claim", async () => {
      await report(["a", "b"]);
      const [first, second, none] = [await claim(), await claim(), await claim()];
      expect([first?.recording.position, second?.recording.position, none]).toEqual([1, 2, null]);
      expect(first?.recording.attempts).toBe(1);
    });

    it("keeps the same bytes twice in one report as one recording", async () => {
      const id = await report(["a", "a"]);
      expect((await store.recordings(id))[1]).toMatchObject({ status: "SUCCEEDED", duplicateOf: 1 });
      const job = (await claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, null);
      expect((await store.report(id))?.status).toBe("FAILED");
    });

    it("settles the report with the last finish", async () => {
      const id = await report(["a", "b"]);
      const [a, b] = [(await claim()) as Job, (await claim()) as Job];
      await store.succeed(a.recording.id, a.token, found, { transcribing: 60 });
      expect((await store.report(id))?.status).toBe("PROCESSING");
      await store.fail(b.recording.id, b.token, broken, null);
      expect(await store.report(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
      expect(await store.rows(id)).toEqual([{ position: 1, row: found.rows[0] }]);
    });

    it("refuses every write of a worker that lost its lease", async () => {
      await report(["a"]);
      const lost = (await claim()) as Job;
      subject.clock.now += 1001;
      expect(await store.reclaim(3, () => false)).toBe(1);
      const { recording, token } = lost;
      expect(await store.renew(recording.id, token, 1000)).toBe(false);
      expect(await store.succeed(recording.id, token, found, {})).toBe(false);
      expect(await store.fail(recording.id, token, broken, null)).toBe(false);
      expect((await claim())?.recording.attempts).toBe(2);
    });

    it("takes a dead worker's recording back at once, and sets it aside when its attempts are used up", async () => {
      const id = await report(["a"]);
      await claim();
      expect(await store.reclaim(2, () => true)).toBe(1);
      await claim();
      expect(await store.reclaim(2, () => true)).toBe(1);
      const [recording] = await store.recordings(id);
      expect(recording?.failure?.code).toBe("worker_died");
      expect((await store.report(id))?.status).toBe("FAILED");
    });

    it("takes back and sets aside nothing of another report where one is named", async () => {
      const other = await report(["a"]);
      await claim();
      const own = await report(["b"]);
      await claim();
      expect(await store.reclaim(1, () => true, own)).toBe(1);
      const statuses = [await store.recordings(other), await store.recordings(own)].map(([r]) => r?.status);
      expect(statuses).toEqual(["RUNNING", "FAILED"]);
    });

    it("lets a failed attempt wait for its backoff, and releases without costing an attempt", async () => {
      const id = await report(["a"]);
      const job = (await claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, subject.clock.now + 5000);
      expect(await claim()).toBe(null);
      expect(await store.hasWork(id)).toBe(true);
      subject.clock.now += 5000;
      const again = (await claim()) as Job;
      const fault = new Failure("disk_full", { path: "/" });
      await store.release(again.recording.id, again.token, fault);
      const third = await claim();
      expect(third?.recording).toMatchObject({ attempts: 2, failure: fault.stored });
      await store.release(third?.recording.id ?? 0, third?.token ?? "");
      expect((await claim())?.recording.failure).toEqual(fault.stored);
    });

    it("tries failed recordings again when asked, and counts the revision", async () => {
      const id = await report(["a"]);
      const job = (await claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, null);
      expect(await store.retry(id)).toBe(1);
      const again = (await claim()) as Job;
      expect(again.recording.attempts).toBe(1);
      await store.succeed(again.recording.id, again.token, found, {});
      expect(await store.report(id)).toMatchObject({ status: "COMPLETED", revision: 2 });
      expect(await store.retry(id)).toBe(0);
    });
  });
}
