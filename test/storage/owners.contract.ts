import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Job, JobStore } from "../../src/ports/index.js";
import type { Subject } from "./job-store.contract.js";
import { ani, broken, budi, noLimits, Sellers } from "./sellers.js";

const day = 24 * 60 * 60 * 1000;

/** What every JobStore does with recordings that come in messages. */
export function ownersContract(make: () => Subject): void {
  describe("a job store with owners", () => {
    let subject: Subject;
    let store: JobStore;
    let sellers: Sellers;
    beforeEach(() => {
      subject = make();
      store = subject.store;
      sellers = new Sellers(store);
    });
    afterEach(async () => {
      await store.close();
      subject.remove();
    });

    const found = { rows: [{ values: { nama: "Budi" }, evidence: {}, flags: {} }], droppedRows: 0 };

    it("adds what an owner sends to their open report, and opens the next one after it is closed", async () => {
      const first = await sellers.receive();
      expect(first).toMatchObject({ opened: true, report: { status: "OPEN", owner: ani } });
      expect(first.recording).toMatchObject({ position: 1, status: "FETCHING", bytes: 10, receivedAt: 1_000_000 });
      const second = await sellers.receive();
      expect(second).toMatchObject({ opened: false, report: { id: first.report.id }, recording: { position: 2 } });
      await sellers.receive(budi);
      expect((await store.openReport(ani))?.id).toBe(first.report.id);
      await store.closeReport(first.report.id);
      expect(await store.openReport(ani)).toBe(null);
      const third = await sellers.receive();
      expect(third).toMatchObject({ opened: true, recording: { position: 1 } });
      expect((await store.reportsOf(ani.user)).map((r) => r.id)).toEqual([third.report.id, first.report.id]);
    });

    it("changes nothing when a message comes twice, whatever the limits say", async () => {
      const message = { key: "9:1", name: "a.ogg", source: "tg", bytes: 1 };
      const first = await store.receive(ani, message, drinks, noLimits);
      const none = { recordings: 0, openReports: 0, recordingsPerDay: 0, bytesPerDay: 0 };
      const again = await store.receive(ani, message, drinks, none);
      expect(again).toEqual({ ...first, opened: false });
      expect(await store.recordings(first.report.id)).toHaveLength(1);
    });

    it("takes a message that another bot gave the same number for another one", async () => {
      const message = (bot: number) => ({ key: `telegram:${bot}:9:1`, name: "a.ogg", source: "tg", bytes: 1 });
      const first = await store.receive(ani, message(700), drinks, noLimits);
      const other = await store.receive(ani, message(701), drinks, noLimits);
      expect(other.recording.id).not.toBe(first.recording.id);
      expect((await store.receive(ani, message(700), drinks, noLimits)).recording.id).toBe(first.recording.id);
    });

    it("knows a message by its former name, unless it was sent after what has that name had come", async () => {
      const old = { key: "telegram:9:1", name: "a.ogg", source: "tg", bytes: 1 };
      const first = await store.receive(ani, old, drinks, noLimits);
      const at = (sentAt: number, bot: number) =>
        store.receive(ani, { ...old, key: `telegram:${bot}:9:1`, former: { key: old.key, sentAt } }, drinks, noLimits);
      expect((await at(subject.clock.now - 500, 700)).recording.id).toBe(first.recording.id);
      const later = await at(subject.clock.now + 1000, 701);
      expect(later.recording.id).not.toBe(first.recording.id);
      expect((await at(subject.clock.now + 1000, 701)).recording.id).toBe(later.recording.id);
    });

    it("waits anew for the bytes of what is tried again", async () => {
      const { recording } = await sellers.receive();
      expect(recording.wantedAt).toBe(1_000_000);
      await store.refuse(recording.id, broken);
      subject.clock.now += 3 * day;
      await store.retry(recording.reportId);
      expect(await store.recordings(recording.reportId)).toMatchObject([
        { status: "FETCHING", receivedAt: 1_000_000, wantedAt: 1_000_000 + 3 * day },
      ]);
    });

    it("counts a seller's reports of a day, and begins anew the next day", async () => {
      const numbers: number[] = [];
      for (let i = 0; i < 3; i++) {
        const { report } = await sellers.receive();
        numbers.push(report.number);
        await store.cancelReport(report.id);
      }
      const other = (await sellers.receive(budi)).report.number;
      subject.clock.now += day;
      numbers.push((await sellers.receive()).report.number);
      expect([...numbers, other]).toEqual([1, 2, 3, 1, 1]);
      expect((await store.createReport(drinks, {}, [])).number).toBe(0);
    });

    it("names the newest report in which something failed that may come out otherwise, before all others", async () => {
      const end = async (failure: Failure | null) => {
        const { recording } = await sellers.receive();
        await store.fetched(recording.id, { file: "f", bytes: 1, sha256: `${recording.id}` });
        const { token = "" } = (await sellers.claim()) ?? {};
        if (failure) await store.fail(recording.id, token, failure, null);
        else await store.succeed(recording.id, token, found, {});
        await store.closeReport(recording.reportId);
        return recording.reportId;
      };
      const [older, newer] = [
        await end(new Failure("answer_invalid", { reason: "x" })),
        await end(new Failure("speech_timeout", { seconds: 1 })),
      ];
      const lasting = await end(new Failure("not_audio", { file: "x" }));
      await end(null);
      await store.cancelReport((await sellers.receive()).report.id);
      expect((await store.retryable(ani.user)).map((r) => r.id)).toEqual([newer, older, lasting]);
      await store.retry(newer);
      expect((await store.retryable(ani.user)).map((r) => r.id)).toEqual([older, lasting]);
      expect(await store.retryable(budi.user)).toEqual([]);
    });

    it("refuses a recording too many in a report, and stores nothing of it", async () => {
      const { report } = await sellers.receive(ani, { recordings: 2 });
      await sellers.receive(ani, { recordings: 2 });
      await expect(sellers.receive(ani, { recordings: 2 })).rejects.toMatchObject({
        code: "report_full",
        facts: { most: 2 },
      });
      expect(await store.recordings(report.id)).toHaveLength(2);
      await store.closeReport(report.id);
      expect((await sellers.receive(ani, { recordings: 2 })).opened).toBe(true);
    });

    it("refuses to open a report too many, while others of that user are under way", async () => {
      const { report } = await sellers.receive();
      await store.closeReport(report.id);
      await expect(sellers.receive(ani, { openReports: 1 })).rejects.toMatchObject({ code: "too_many_reports" });
      expect((await sellers.receive(budi, { openReports: 1 })).opened).toBe(true);
      await store.cancelReport(report.id);
      expect((await sellers.receive(ani, { openReports: 1 })).opened).toBe(true);
    });

    it("refuses recordings and bytes over a day's measure, until a day has passed", async () => {
      await sellers.receive(ani, {}, 60);
      await expect(sellers.receive(ani, { recordingsPerDay: 1 })).rejects.toMatchObject({
        code: "too_many_recordings",
      });
      await expect(sellers.receive(ani, { bytesPerDay: 100 }, 41)).rejects.toMatchObject({ code: "too_many_bytes" });
      await sellers.receive(ani, { bytesPerDay: 100 }, 40);
      await sellers.receive(budi, { recordingsPerDay: 1, bytesPerDay: 100 }, 100);
      subject.clock.now += day;
      await sellers.receive(ani, { recordingsPerDay: 1, bytesPerDay: 100 }, 100);
    });

    it("tells which recordings are still to be fetched: not what was had, cancelled or removed", async () => {
      const had = (await sellers.receive()).recording;
      const waits = (await sellers.receive()).recording;
      const cancelled = (await sellers.receive(budi)).recording;
      await store.fetched(had.id, { file: "f", bytes: 1, sha256: "a" });
      await store.fetchLater(waits.id, broken, subject.clock.now + 5000);
      await store.cancelReport(cancelled.reportId);
      expect(await store.stillFetching([had.id, waits.id, cancelled.id, 999])).toEqual([waits.id]);
    });

    it("gives what is to be fetched for owners, and later again what could not be had", async () => {
      await store.createReport(drinks, {}, [{ name: "a", source: "/a" }]);
      const [a, b] = [(await sellers.receive()).recording.id, (await sellers.receive(budi)).recording.id];
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
      const { recording } = await sellers.receive();
      await store.fetchLater(recording.id, broken, subject.clock.now);
      const fetched = await store.fetched(recording.id, { file: "f", bytes: 12, sha256: "a" });
      expect(fetched).toMatchObject({ status: "QUEUED", attempts: 0, failure: null, bytes: 12 });
      expect((await sellers.claim())?.recording.attempts).toBe(1);
    });

    it("works on an open report, and settles it only when it is closed", async () => {
      const id = await sellers.received(ani, 1);
      await store.refuse((await sellers.receive()).recording.id, broken);
      await sellers.work("succeed");
      expect(await store.report(id)).toMatchObject({ status: "OPEN", revision: 0 });
      expect(await store.closeReport(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
      expect(await store.closeReport(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
    });

    it("leaves an open report open when a recording of it is tried again", async () => {
      const id = await sellers.received(ani, 1);
      const job = (await sellers.claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, null);
      expect(await store.retry(id)).toBe(1);
      expect((await store.report(id))?.status).toBe("OPEN");
    });

    it("takes a cancelled report from its worker, and never settles or retries it", async () => {
      const id = await sellers.received(ani, 2);
      const { recording, token } = (await sellers.claim()) as Job;
      const fetching = (await sellers.receive()).recording;
      await store.cancelReport(id);
      expect(await store.succeed(recording.id, token, found, {})).toBe(false);
      expect(await store.fetched(fetching.id, { file: "f", bytes: 1, sha256: "x" })).toMatchObject({ file: null });
      const after = await store.recordings(id);
      expect(after.map((r) => [r.status, r.failure?.code])).toEqual(Array(3).fill(["FAILED", "cancelled"]));
      expect(after[0]?.failure?.facts).toEqual({ file: "1.ogg" });
      expect([await sellers.claim(), await store.retry(id), (await store.closeReport(id))?.status]).toEqual([
        null,
        0,
        "CANCELLED",
      ]);
      expect(await store.openReport(ani)).toBe(null);
    });

    it("leaves a settled report as it is when it is cancelled", async () => {
      const id = await sellers.received(ani, 1);
      await sellers.work("succeed");
      await store.closeReport(id);
      await store.cancelReport(id);
      expect((await store.report(id))?.status).toBe("COMPLETED");
    });

    it("settles a closed report when its last download turns out to repeat another recording", async () => {
      const id = await sellers.received(ani, 1);
      const { recording } = await sellers.receive();
      await sellers.work("succeed");
      expect((await store.closeReport(id))?.status).toBe("PROCESSING");
      await store.fetched(recording.id, { file: "f", bytes: 10, sha256: "1" });
      expect((await store.report(id))?.status).toBe("COMPLETED");
    });
  });
}
