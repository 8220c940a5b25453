import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Job, JobStore } from "../../src/ports/index.js";
import type { Subject } from "./job-store.contract.js";
import { ani, Sellers } from "./sellers.js";

const hour = 3_600_000;

/** What every JobStore does when the clock of its box is set back. */
export function clockContract(make: () => Subject): void {
  describe("a clock that is set back an hour", () => {
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

    const claim = () => store.claim({ worker: "w", leaseMs: 60_000 });
    const broken = new Failure("speech_timeout", { seconds: 1 });
    const back = () => {
      subject.clock.now -= hour;
    };

    async function waiting(): Promise<void> {
      const { id } = await store.createReport(drinks, {}, [{ name: "a", source: "/a" }]);
      for (const r of await store.recordings(id)) await store.fetched(r.id, { file: "f", bytes: 1, sha256: "a" });
      await store.closeReport(id);
    }

    it("does not let a recording wait for that hour, nor one that is to be tried again", async () => {
      await waiting();
      back();
      const job = (await claim()) as Job;
      await store.fail(job.recording.id, job.token, broken, subject.clock.now + 120_000);
      expect(await claim()).toBe(null);
      back();
      expect((await claim())?.recording.attempts).toBe(2);
    });

    it("does not keep a dead worker's recording, though its lease would have an hour to go", async () => {
      await waiting();
      await claim();
      back();
      expect(await store.reclaim(3, () => false)).toBe(0);
      expect(await store.reclaim(3, () => true)).toBe(1);
      expect((await claim())?.recording.attempts).toBe(2);
    });

    it("leaves a living worker its recording, from the next renewal on for as long as ever", async () => {
      await waiting();
      const { recording, token } = (await claim()) as Job;
      back();
      expect(await store.renew(recording.id, token, 60_000)).toBe(true);
      subject.clock.now += 59_000;
      expect(await store.reclaim(3, () => false)).toBe(0);
      subject.clock.now += 1000;
      expect(await store.reclaim(3, () => false)).toBe(1);
    });

    it("does not let a download wait for that hour", async () => {
      const sellers = new Sellers(store);
      await sellers.receive(ani);
      back();
      const [recording] = await store.toFetch(1);
      await store.fetchLater(recording?.id ?? 0, broken, subject.clock.now + 120_000);
      expect(await store.toFetch(1)).toEqual([]);
      back();
      expect(await store.toFetch(1)).toHaveLength(1);
    });
  });
}
