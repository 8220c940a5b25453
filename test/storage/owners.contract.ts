import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/drinks.js";
import { Failure } from "../../src/domain/failure.js";
import type { Job, JobStore, Limits } from "../../src/ports.js";
import type { Subject } from "./job-store.contract.js";

export const noLimits: Limits = { recordings: 30, openReports: 9, recordingsPerDay: 999, bytesPerDay: 1e9 };
const day = 24 * 60 * 60 * 1000;

/** What every JobStore does with recordings that come in messages. */
export function ownersContract(make: () => Subject): void {
  describe("a job store with owners", () => {
    let subject: Subject;
    let store: JobStore;
    let messages: number;
    beforeEach(() => {
      subject = make();
      store = subject.store;
      messages = 0;
    });
    afterEach(async () => {
      await store.close();
      subject.remove();
    });

    const claim = () => store.claim({ worker: "w", leaseMs: 1000 });
    const found = { rows: [{ values: { nama: "Budi" }, evidence: {} }], droppedRows: 0 };
    const broken = new Failure("damaged", { file: "x" });
    const ani = { user: 7_000_000_001, chat: 7_000_000_001 };
    const budi = { user: 2, chat: 2 };
    function receive(owner = ani, limits: Partial<Limits> = {}, bytes: number | null = 10) {
      messages++;
      const message = { key: `${owner.chat}:${messages}`, name: `${messages}.ogg`, source: `tg${messages}`, bytes };
      return store.receive(owner, message, drinks, { ...noLimits, ...limits });
    }

    /** An owner's recordings, fetched; gives their report, which is OPEN. */
    async function received(owner: typeof ani, count: number): Promise<number> {
      let id = 0;
      for (let i = 0; i < count; i++) {
        const { recording } = await receive(owner);
        await store.fetched(recording.id, { file: `f${messages}`, bytes: 10, sha256: `${messages}` });
        id = recording.reportId;
      }
      return id;
    }

    async function fromCommandLine(count: number): Promise<number> {
      const sources = Array.from({ length: count }, (_, i) => ({ name: `${i}`, source: `/${i}` }));
      const { id } = await store.createReport(drinks, {}, sources);
      for (const r of await store.recordings(id)) await store.fetched(r.id, { file: r.name, bytes: 1, sha256: r.name });
      await store.closeReport(id);
      return id;
    }

    async function finish(job: Job | null): Promise<void> {
      const { recording, token } = job as Job;
      await store.succeed(recording.id, token, found, {});
    }

    it("adds what an owner sends to their open report, and opens the next one after it is closed", async () => {
      const first = await receive();
      expect(first).toMatchObject({ isNew: true, opened: true, report: { status: "OPEN", owner: ani } });
      expect(first.recording).toMatchObject({ position: 1, status: "FETCHING", bytes: 10, receivedAt: 1_000_000 });
      const second = await receive();
      expect(second).toMatchObject({ opened: false, report: { id: first.report.id }, recording: { position: 2 } });
      await receive(budi);
      expect((await store.openReport(ani))?.id).toBe(first.report.id);
      await store.closeReport(first.report.id);
      expect(await store.openReport(ani)).toBe(null);
      const third = await receive();
      expect(third).toMatchObject({ opened: true, recording: { position: 1 } });
      expect((await store.reportsOf(ani.user)).map((r) => r.id)).toEqual([third.report.id, first.report.id]);
    });

    it("changes nothing when a message comes twice, whatever the limits say", async () => {
      const first = await receive();
      messages--;
      const again = await receive(ani, { recordings: 0, recordingsPerDay: 0, bytesPerDay: 0 });
      expect(again).toEqual({ ...first, isNew: false, opened: false });
      expect(await store.recordings(first.report.id)).toHaveLength(1);
    });

    it("refuses a recording too many in a report, and stores nothing of it", async () => {
      const { report } = await receive(ani, { recordings: 2 });
      await receive(ani, { recordings: 2 });
      await expect(receive(ani, { recordings: 2 })).rejects.toMatchObject({ code: "report_full", facts: { most: 2 } });
      expect(await store.recordings(report.id)).toHaveLength(2);
      await store.closeReport(report.id);
      expect((await receive(ani, { recordings: 2 })).opened).toBe(true);
    });

    it("refuses to open a report too many, while others of that user are under way", async () => {
      const { report } = await receive();
      await store.closeReport(report.id);
      await expect(receive(ani, { openReports: 1 })).rejects.toMatchObject({ code: "too_many_reports" });
      expect((await receive(budi, { openReports: 1 })).opened).toBe(true);
      await store.cancelReport(report.id);
      expect((await receive(ani, { openReports: 1 })).opened).toBe(true);
    });

    it("refuses recordings and bytes over a day's measure, until a day has passed", async () => {
      await receive(ani, {}, 60);
      await expect(receive(ani, { recordingsPerDay: 1 })).rejects.toMatchObject({ code: "too_many_recordings" });
      await expect(receive(ani, { bytesPerDay: 100 }, 41)).rejects.toMatchObject({ code: "too_many_bytes" });
      await receive(ani, { bytesPerDay: 100 }, 40);
      await receive(budi, { recordingsPerDay: 1, bytesPerDay: 100 }, 100);
      subject.clock.now += day;
      await receive(ani, { recordingsPerDay: 1, bytesPerDay: 100 }, 100);
    });

    it("gives what is to be fetched for owners, and later again what could not be had", async () => {
      await store.createReport(drinks, {}, [{ name: "a", source: "/a" }]);
      const [a, b] = [(await receive()).recording.id, (await receive(budi)).recording.id];
      const due = async (limit = 9) => (await store.toFetch(limit)).map((r) => r.id);
      expect([await due(), await due(1)]).toEqual([[a, b], [a]]);
      const lost = new Failure("download_failed", { file: "x", reason: "timeout" });
      await store.fetchLater(a, lost, subject.clock.now + 5000);
      expect(await due()).toEqual([b]);
      subject.clock.now += 5000;
      const [again] = await store.toFetch(9);
      expect(again).toMatchObject({ id: a, attempts: 1, failure: lost.stored, status: "FETCHING" });
    });

    it("gives the worker all its attempts, however often the download broke", async () => {
      const { recording } = await receive();
      await store.fetchLater(recording.id, broken, subject.clock.now);
      const fetched = await store.fetched(recording.id, { file: "f", bytes: 12, sha256: "a" });
      expect(fetched).toMatchObject({ status: "QUEUED", attempts: 0, failure: null, bytes: 12 });
      expect((await claim())?.recording.attempts).toBe(1);
    });

    it("works on an open report, and settles it only when it is closed", async () => {
      const id = await received(ani, 1);
      await store.refuse((await receive()).recording.id, broken);
      await finish(await claim());
      expect(await store.report(id)).toMatchObject({ status: "OPEN", revision: 0 });
      expect(await store.closeReport(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
      expect(await store.closeReport(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
    });

    it("leaves an open report open when a recording of it is tried again", async () => {
      const id = await received(ani, 1);
      const job = (await claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, null);
      expect(await store.retry(id)).toBe(1);
      expect((await store.report(id))?.status).toBe("OPEN");
    });

    it("takes a cancelled report from its worker, and never settles or retries it", async () => {
      const id = await received(ani, 2);
      const { recording, token } = (await claim()) as Job;
      const fetching = (await receive()).recording;
      await store.cancelReport(id);
      expect(await store.succeed(recording.id, token, found, {})).toBe(false);
      expect(await store.fetched(fetching.id, { file: "f", bytes: 1, sha256: "x" })).toMatchObject({ file: null });
      const after = await store.recordings(id);
      expect(after.map((r) => [r.status, r.failure?.code])).toEqual(Array(3).fill(["FAILED", "cancelled"]));
      expect(after[0]?.failure?.facts).toEqual({ file: "1.ogg" });
      expect([await claim(), await store.retry(id), (await store.closeReport(id))?.status]).toEqual([
        null,
        0,
        "CANCELLED",
      ]);
      expect(await store.openReport(ani)).toBe(null);
    });

    it("leaves a settled report as it is when it is cancelled", async () => {
      const id = await received(ani, 1);
      await finish(await claim());
      await store.closeReport(id);
      await store.cancelReport(id);
      expect((await store.report(id))?.status).toBe("COMPLETED");
    });

    it("lets two owners with thirty recordings each take turns", async () => {
      const many = await received(ani, 30);
      const late = await received(budi, 30);
      const order: number[] = [];
      for (let i = 0; i < 60; i++) {
        const job = (await claim()) as Job;
        order.push(job.recording.reportId);
        await finish(job);
      }
      expect(order).toEqual(Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? many : late)));
    });

    it("gives a turn to whoever had none for longest, and one owner's recordings in their order", async () => {
      const a1 = await received(ani, 2);
      await store.closeReport(a1);
      await received(ani, 1);
      const seen = async () => {
        const { recording } = (await claim()) as Job;
        return `${recording.reportId}.${recording.position}`;
      };
      expect([await seen(), await seen()]).toEqual(["1.1", "1.2"]);
      const [one, two] = [await fromCommandLine(2), await fromCommandLine(2)];
      expect([await seen(), await seen(), await seen(), await seen(), await seen()]).toEqual([
        `${one}.1`,
        `${two}.1`,
        "2.1",
        `${one}.2`,
        `${two}.2`,
      ]);
    });

    it("takes the next one of the report that is named", async () => {
      await received(ani, 2);
      const id = await received(budi, 1);
      expect((await store.claim({ worker: "w", leaseMs: 1000, reportId: id }))?.recording.reportId).toBe(id);
    });

    it("says at every moment how many of others come before the last of a report, as the claims then show", async () => {
      await received(ani, 5);
      const mine = await received(budi, 3);
      await received({ user: 3, chat: 3 }, 9);
      const said: number[] = [];
      const claimed: boolean[] = [];
      for (let own = 0; own < 3; ) {
        said.push(await store.ahead(mine));
        const job = (await claim()) as Job;
        claimed.push(job.recording.reportId === mine);
        if (claimed.at(-1)) own++;
        await finish(job);
      }
      expect(said).toEqual(claimed.map((_, i) => claimed.slice(i).filter((own) => !own).length));
      expect(await store.ahead(mine)).toBe(0);
    });

    it("counts an owner's older reports, and not the newer ones, before the last of a report", async () => {
      await store.closeReport(await received(ani, 1));
      const mine = await received(ani, 1);
      await store.closeReport(mine);
      await received(ani, 5);
      await received(budi, 9);
      expect(await store.ahead(mine)).toBe(1);
    });

    it("counts what others have under way as ahead, and nothing where no recording of the report waits", async () => {
      const theirs = await received(ani, 1);
      const mine = await received(budi, 1);
      await claim();
      expect([await store.ahead(mine), await store.ahead(theirs)]).toEqual([1, 0]);
    });

    it("settles a closed report when its last download turns out to repeat another recording", async () => {
      const id = await received(ani, 1);
      const { recording } = await receive();
      await finish(await claim());
      expect((await store.closeReport(id))?.status).toBe("PROCESSING");
      await store.fetched(recording.id, { file: "f", bytes: 10, sha256: "1" });
      expect((await store.report(id))?.status).toBe("COMPLETED");
    });
  });
}
