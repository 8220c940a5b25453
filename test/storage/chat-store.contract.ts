import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/drinks.js";
import { Failure } from "../../src/domain/failure.js";
import type { Job, JobStore } from "../../src/ports.js";
import type { ChatStore } from "../../src/ports-bot.js";
import { noLimits } from "./owners.contract.js";

/** A chat store beside its job store. `bot` opens another one for a bot's run, which lives until `kill`. */
export interface ChatSubject {
  store: JobStore;
  clock: { now: number };
  bot(run: string): ChatStore;
  kill(run: string): void;
  remove(): void;
}

/** What every ChatStore does. */
export function chatStoreContract(make: () => ChatSubject): void {
  describe("a chat store", () => {
    let subject: ChatSubject;
    let store: JobStore;
    let chats: ChatStore;
    beforeEach(() => {
      subject = make();
      store = subject.store;
      chats = subject.bot("bot");
    });
    afterEach(async () => {
      await store.close();
      subject.remove();
    });

    const ani = { user: 7_000_000_001, chat: 7_000_000_001 };
    const person = { id: ani.user, name: "Ani", username: "ani" };
    const broken = new Failure("damaged", { file: "x" });
    let messages = 0;

    async function receive(owner = ani): Promise<number> {
      messages++;
      const message = { key: `${messages}`, name: `${messages}.ogg`, source: `tg${messages}`, bytes: 1 };
      const { recording } = await store.receive(owner, message, drinks, noLimits);
      await store.fetched(recording.id, { file: `f${messages}`, bytes: 1, sha256: `${messages}` });
      return recording.reportId;
    }

    async function work(ending: "succeed" | "fail"): Promise<void> {
      const { recording, token } = (await store.claim({ worker: "w", leaseMs: 1000 })) as Job;
      if (ending === "fail") await store.fail(recording.id, token, broken, null);
      else await store.succeed(recording.id, token, { rows: [], droppedRows: 0 }, {});
    }

    async function settled(owner = ani, ending: "succeed" | "fail" = "succeed"): Promise<number> {
      const id = await receive(owner);
      await work(ending);
      await store.closeReport(id);
      return id;
    }

    it("keeps somebody who asks as pending, once", async () => {
      expect(await chats.user(person.id)).toBe(null);
      const asked = { ...person, access: "PENDING", language: null, decidedBy: null, decidedAt: null };
      expect(await chats.ask(person)).toEqual({ user: asked, isNew: true });
      expect(await chats.ask({ ...person, name: "Ani B" })).toMatchObject({ user: { name: "Ani B" }, isNew: false });
    });

    it("keeps a decision, and it can be taken back, also for a number that never wrote", async () => {
      await chats.ask(person);
      const allowed = { ...person, access: "ALLOWED", decidedBy: 1, decidedAt: subject.clock.now };
      expect(await chats.decide(person.id, "ALLOWED", 1)).toMatchObject(allowed);
      expect((await chats.ask(person)).user.access).toBe("ALLOWED");
      expect(await chats.decide(person.id, "DENIED", null)).toMatchObject({ access: "DENIED", decidedBy: null });
      subject.clock.now++;
      await chats.decide(5, "ALLOWED", null);
      expect((await chats.users()).map((u) => [u.id, u.access])).toEqual([
        [5, "ALLOWED"],
        [person.id, "DENIED"],
      ]);
    });

    it("keeps a language without saying anything of access", async () => {
      await chats.setLanguage(person, "en");
      expect(await chats.user(person.id)).toMatchObject({ language: "en", access: null });
      expect(await chats.ask(person)).toMatchObject({ isNew: true, user: { language: "en", access: "PENDING" } });
    });

    it("names the reports whose status message does not show their end", async () => {
      await store.createReport(drinks, {}, []);
      const id = await receive();
      const due = async () => (await chats.statusesDue()).map((s) => [s.report.id, s.messageId, s.shown]);
      expect(await due()).toEqual([[id, null, null]]);
      await chats.statusShown(id, { messageId: 70, shown: "one", final: false });
      expect(await due()).toEqual([[id, 70, "one"]]);
      await work("fail");
      await store.closeReport(id);
      await chats.statusShown(id, { messageId: 70, shown: "end", final: true });
      expect(await due()).toEqual([]);
      await store.retry(id);
      expect(await due()).toEqual([[id, 70, "end"]]);
      await chats.statusShown(id, { messageId: 70, shown: "an end that the retry overtook", final: true });
      expect(await due()).toHaveLength(1);
    });

    it("has one delivery for each revision of a settled report, and none for the command line's", async () => {
      const cli = await store.createReport(drinks, {}, []);
      await store.closeReport(cli.id);
      const id = await settled(ani, "fail");
      expect(await chats.nextDelivery()).toMatchObject({
        report: { id, status: "FAILED", owner: ani },
        revision: 1,
        attempts: 1,
        maybeSent: false,
      });
      expect(await chats.nextDelivery()).toBe(null);
      await chats.delivered(id, 1, 90);
      expect(await chats.nextDelivery()).toBe(null);
      await store.retry(id);
      await work("succeed");
      expect(await chats.nextDelivery()).toMatchObject({
        report: { id, status: "COMPLETED" },
        revision: 2,
        attempts: 1,
      });
      expect(await chats.nextDelivery()).toBe(null);
    });

    it("delivers the last revision alone, and nothing while a retry runs", async () => {
      const id = await settled(ani, "fail");
      await store.retry(id);
      expect(await chats.nextDelivery()).toBe(null);
      await work("succeed");
      expect(await chats.nextDelivery()).toMatchObject({ revision: 2 });
      expect(await chats.nextDelivery()).toBe(null);
    });

    it("has no delivery of a cancelled report", async () => {
      const id = await receive();
      await store.cancelReport(id);
      await store.closeReport(id);
      expect([await chats.nextDelivery(), await chats.redeliver(id)]).toEqual([null, false]);
    });

    it("sends again later, and knows from then on that an earlier send may have arrived", async () => {
      const id = await settled();
      const again = async (maybeSent: boolean) => {
        await chats.deliverLater(id, 1, { at: subject.clock.now + 5000, maybeSent });
        expect(await chats.nextDelivery()).toBe(null);
        subject.clock.now += 5000;
        return chats.nextDelivery();
      };
      await chats.nextDelivery();
      expect(await again(false)).toMatchObject({ attempts: 2, maybeSent: false });
      expect(await again(true)).toMatchObject({ attempts: 3, maybeSent: true });
      expect(await again(false)).toMatchObject({ attempts: 4, maybeSent: true });
      await chats.delivered(id, 1, 90);
      await chats.redeliver(id);
      expect(await chats.nextDelivery()).toMatchObject({ attempts: 1, maybeSent: false });
    });

    it("repeats a send whose bot died, says that it may be a repetition, and refuses the dead one's answer", async () => {
      const id = await settled();
      await chats.nextDelivery();
      const next = subject.bot("next");
      expect(await next.nextDelivery()).toBe(null);
      subject.kill("bot");
      expect(await next.nextDelivery()).toMatchObject({ report: { id }, attempts: 2, maybeSent: true });
      await chats.deliverLater(id, 1, { at: 0, maybeSent: false });
      expect(await next.nextDelivery()).toBe(null);
      await next.delivered(id, 1, 90);
      expect(await next.nextDelivery()).toBe(null);
    });

    it("keeps what cannot be delivered until the chat is heard of again", async () => {
      const id = await settled();
      await chats.nextDelivery();
      await chats.undeliverable(id, 1);
      await chats.reachable(1);
      expect(await chats.nextDelivery()).toBe(null);
      await chats.reachable(ani.chat);
      expect(await chats.nextDelivery()).toMatchObject({ report: { id }, attempts: 2, maybeSent: false });
    });

    it("delivers once more what somebody asks for, but not beside a send that runs", async () => {
      const id = await settled();
      expect(await chats.redeliver(id)).toBe(true);
      await chats.nextDelivery();
      expect([await chats.redeliver(id), await chats.nextDelivery()]).toEqual([true, null]);
      await chats.delivered(id, 1, 90);
      expect(await chats.redeliver(id)).toBe(true);
      expect(await chats.nextDelivery()).toMatchObject({ revision: 1, attempts: 1, maybeSent: false });
      const open = await receive();
      expect(await chats.redeliver(open)).toBe(false);
    });

    it("names forgotten reports, and whether they were reminded since the last recording", async () => {
      const id = await receive();
      await settled({ user: 2, chat: 2 });
      const forgotten = async () => (await chats.forgotten(1_000_100)).map((f) => [f.report.id, f.reminded]);
      expect([await forgotten(), await chats.forgotten(1_000_000)]).toEqual([[[id, false]], []]);
      await chats.reminded(id);
      expect(await forgotten()).toEqual([[id, true]]);
      subject.clock.now = 1_000_050;
      await receive();
      expect(await forgotten()).toEqual([[id, false]]);
      subject.clock.now = 1_000_100;
      await receive();
      expect(await forgotten()).toEqual([]);
    });

    it("forgets a user: reports, rows and name are gone, the decision and others' reports stay", async () => {
      await chats.ask(person);
      await chats.decide(person.id, "ALLOWED", 1);
      const done = await settled();
      const [kept] = await store.recordings(done);
      await receive();
      const other = await settled({ user: 2, chat: 2 });
      expect(await chats.forget(ani.user)).toHaveLength(2);
      expect(await store.reportsOf(ani.user)).toEqual([]);
      expect([await store.report(done), await store.rows(done), await store.recordings(done)]).toEqual([null, [], []]);
      expect(await store.transcript(kept?.id ?? 0)).toBe(null);
      expect(await chats.user(person.id)).toMatchObject({ name: "", username: null, access: "ALLOWED" });
      expect((await chats.statusesDue()).map((s) => s.report.id)).toEqual([other]);
      expect((await chats.nextDelivery())?.report.id).toBe(other);
    });

    it("refuses, harmlessly, what a worker or a download still brings of somebody who was forgotten", async () => {
      const id = await receive();
      const { recording, token } = (await store.claim({ worker: "w", leaseMs: 1000 })) as Job;
      await chats.forget(ani.user);
      const transcript = { text: "x", language: "id", model: "m", segments: [] };
      expect(await store.saveTranscript(recording.id, token, transcript)).toBe(false);
      expect(await store.progress(recording.id, token, { stage: "extracting" })).toBe(false);
      expect(await store.renew(recording.id, token, 1000)).toBe(false);
      expect(await store.succeed(recording.id, token, { rows: [], droppedRows: 0 }, {})).toBe(false);
      expect(await store.fail(recording.id, token, broken, null)).toBe(false);
      expect(await store.release(recording.id, token)).toBe(false);
      expect(await store.fetched(recording.id, { file: "f", bytes: 1, sha256: "x" })).toBe(null);
      await store.fetchLater(recording.id, broken, 0);
      await store.refuse(recording.id, broken);
      await chats.statusShown(id, { messageId: 1, shown: "x", final: false });
      await chats.delivered(id, 1, 1);
      expect([await store.reports(), await store.transcript(recording.id), await chats.statusesDue()]).toEqual([
        [],
        null,
        [],
      ]);
    });
  });
}
