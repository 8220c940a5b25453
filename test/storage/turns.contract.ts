import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Job, JobStore } from "../../src/ports/index.js";
import type { Subject } from "./job-store.contract.js";
import { ani, budi, Sellers } from "./sellers.js";

/** How every JobStore's queue is shared among owners. */
export function turnsContract(make: () => Subject): void {
  describe("turns", () => {
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

    it("lets two owners with thirty recordings each take turns", async () => {
      const many = await sellers.received(ani, 30);
      const late = await sellers.received(budi, 30);
      const order: number[] = [];
      for (let i = 0; i < 60; i++) {
        order.push((await sellers.work("succeed")).recording.reportId);
      }
      expect(order).toEqual(Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? many : late)));
    });

    it("fetches the recordings of two owners in turns", async () => {
      for (let i = 0; i < 4; i++) await sellers.receive(ani);
      for (let i = 0; i < 2; i++) await sellers.receive(budi);
      const users = async () => {
        const due = await store.toFetch(9);
        return Promise.all(due.map(async (r) => (await store.report(r.reportId))?.owner?.user));
      };
      const [a, b] = [ani.user, budi.user];
      expect(await users()).toEqual([a, b, a, b, a, a]);
    });

    it("gives a turn to whoever had none for longest, and one owner's recordings in their order", async () => {
      const a1 = await sellers.received(ani, 2);
      await store.closeReport(a1);
      await sellers.received(ani, 1);
      const seen = async () => {
        const { recording } = (await sellers.claim()) as Job;
        return `${recording.reportId}.${recording.position}`;
      };
      expect([await seen(), await seen()]).toEqual(["1.1", "1.2"]);
      const [one, two] = [await sellers.fromCommandLine(2), await sellers.fromCommandLine(2)];
      expect([await seen(), await seen(), await seen(), await seen(), await seen()]).toEqual([
        `${one}.1`,
        `${two}.1`,
        "2.1",
        `${one}.2`,
        `${two}.2`,
      ]);
    });

    it("takes the next one of the report that is named", async () => {
      await sellers.received(ani, 2);
      const id = await sellers.received(budi, 1);
      expect((await store.claim({ worker: "w", leaseMs: 1000, reportId: id }))?.recording.reportId).toBe(id);
    });

    it("says at every moment how many of others come before the last of a report, as the claims then show", async () => {
      await sellers.received(ani, 5);
      const mine = await sellers.received(budi, 3);
      await sellers.received({ user: 3, chat: 3 }, 9);
      const said: number[] = [];
      const claimed: boolean[] = [];
      for (let own = 0; own < 3; ) {
        said.push(await store.ahead(mine));
        claimed.push((await sellers.work("succeed")).recording.reportId === mine);
        if (claimed.at(-1)) own++;
      }
      expect(said).toEqual(claimed.map((_, i) => claimed.slice(i).filter((own) => !own).length));
      expect(await store.ahead(mine)).toBe(0);
    });

    it("counts an owner's older reports, and not the newer ones, before the last of a report", async () => {
      await store.closeReport(await sellers.received(ani, 1));
      const mine = await sellers.received(ani, 1);
      await store.closeReport(mine);
      await sellers.received(ani, 5);
      await sellers.received(budi, 9);
      expect(await store.ahead(mine)).toBe(1);
    });

    it("counts what others have under way as ahead, and nothing where no recording of the report waits", async () => {
      const theirs = await sellers.received(ani, 1);
      const mine = await sellers.received(budi, 1);
      await sellers.claim();
      expect([await store.ahead(mine), await store.ahead(theirs)]).toEqual([1, 0]);
    });
  });
}
