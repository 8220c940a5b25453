import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Owner } from "../../src/domain/user.js";
import type { Fetched, JobStore } from "../../src/ports/index.js";
import type { Subject } from "./job-store.contract.js";
import { ani, type broken, budi, Sellers } from "./sellers.js";

/** What every JobStore does with the same bytes as those of a recording that failed. */
export function resendsContract(make: () => Subject): void {
  describe("a recording that failed and is sent again", () => {
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

    /** The bytes of the first recording that came, in a new message. */
    async function again(owner: Owner = ani, close = false): Promise<Fetched> {
      const { recording } = await sellers.receive(owner);
      if (close) await store.closeReport(recording.reportId);
      return (await store.fetched(recording.id, { file: "again", bytes: 10, sha256: "1" })) as Fetched;
    }
    const states = async (id: number) =>
      (await store.recordings(id)).map((r) => [r.position, r.status, r.duplicateOf, r.failure?.code]);

    it("is tried again in its open report, and the new message repeats it", async () => {
      const id = await sellers.received(ani, 1);
      await sellers.work("fail");
      expect(await again()).toMatchObject({ reportId: id, file: null, duplicateOf: 1, retries: 1 });
      expect(await states(id)).toEqual([
        [1, "QUEUED", null, undefined],
        [2, "SUCCEEDED", 1, undefined],
      ]);
      expect((await sellers.work("succeed")).recording).toMatchObject({ position: 1, attempts: 1 });
      expect(await store.closeReport(id)).toMatchObject({ status: "COMPLETED" });
    });

    it("is tried again in its report that was closed before the bytes were here", async () => {
      const id = await sellers.received(ani, 1);
      await sellers.work("fail");
      expect(await again(ani, true)).toMatchObject({ reportId: id, retries: 1 });
      expect((await store.report(id))?.status).toBe("PROCESSING");
      await sellers.work("succeed");
      expect(await store.report(id)).toMatchObject({ status: "COMPLETED", revision: 1 });
    });

    it("is tried again in its settled report, and the report that it opened anew is gone with its number", async () => {
      const id = await sellers.settled(ani, "fail");
      const came = await again();
      expect(came).toMatchObject({ reportId: id, position: 2, duplicateOf: 1, retries: 1 });
      expect((await store.reportsOf(ani.user)).map((r) => [r.id, r.status])).toEqual([[id, "PROCESSING"]]);
      expect(await store.openReport(ani)).toBe(null);
      await sellers.work("succeed");
      expect(await store.report(id)).toMatchObject({ status: "COMPLETED", revision: 2 });
      expect((await sellers.receive()).report.number).toBe(2);
    });

    it("is repeated by all that come with it", async () => {
      const id = await sellers.settled(ani, "fail");
      const [one, two] = [(await sellers.receive()).recording, (await sellers.receive()).recording];
      for (const { id: came } of [one, two])
        expect(await store.fetched(came, { file: "again", bytes: 10, sha256: "1" })).toMatchObject({
          reportId: id,
          duplicateOf: 1,
          retries: 1,
        });
      expect((await store.reportsOf(ani.user)).map((r) => r.id)).toEqual([id]);
      await sellers.work("succeed");
      expect(await store.report(id)).toMatchObject({ status: "COMPLETED", revision: 2 });
    });

    it("leaves what else came with it where it is", async () => {
      const id = await sellers.settled(ani, "fail");
      const other = await sellers.received(ani, 1);
      expect(await again()).toMatchObject({ reportId: id, retries: 1 });
      expect(await states(other)).toEqual([[1, "QUEUED", null, undefined]]);
      await sellers.work("succeed");
      await sellers.work("succeed");
      expect((await store.closeReport(other))?.status).toBe("COMPLETED");
    });

    it("settles a closed report that it was the last of", async () => {
      const id = await sellers.settled(ani, "fail");
      const other = await sellers.received(ani, 1);
      await sellers.work("succeed");
      expect(await again(ani, true)).toMatchObject({ reportId: id });
      expect((await store.report(other))?.status).toBe("COMPLETED");
    });

    it("is fetched from the new message where its own sound is gone", async () => {
      const { recording } = await sellers.receive();
      await store.fetched(recording.id, { file: "f", bytes: 10, sha256: "1" });
      const job = await sellers.claim();
      const lost = { code: "file_not_found", stored: { code: "file_not_found", facts: { file: "x" } } };
      await store.fail(recording.id, job?.token ?? "", lost as typeof broken, null);
      expect(await again()).toMatchObject({ duplicateOf: 1, retries: 1 });
      const [first] = await store.toFetch(1);
      expect(first).toMatchObject({ id: recording.id, source: "tg2", file: null, sha256: null });
      expect(await store.fetched(recording.id, { file: "f2", bytes: 10, sha256: "1" })).toMatchObject({
        status: "QUEUED",
        retries: null,
      });
      expect(await states(recording.reportId)).toEqual([
        [1, "QUEUED", null, undefined],
        [2, "SUCCEEDED", 1, undefined],
      ]);
    });

    it("is a recording of its own in another chat, for another seller, and after its report was cancelled", async () => {
      const id = await sellers.received(ani, 2);
      await sellers.work("fail");
      for (const owner of [budi, { ...ani, chat: -5 }])
        expect(await again(owner)).toMatchObject({ status: "QUEUED", duplicateOf: null, retries: null });
      await store.cancelReport(id);
      expect(await again()).toMatchObject({ status: "QUEUED", duplicateOf: null, retries: null });
    });

    it("only repeats one that is under way already", async () => {
      const id = await sellers.received(ani, 1);
      await sellers.work("fail");
      await again();
      expect(await again()).toMatchObject({ status: "SUCCEEDED", duplicateOf: 1, retries: null });
      expect((await states(id))[0]).toEqual([1, "QUEUED", null, undefined]);
    });
  });
}
