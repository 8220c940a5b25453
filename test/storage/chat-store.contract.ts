import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { ChatStore } from "../../src/ports/bot.js";
import type { Job, JobStore } from "../../src/ports/index.js";
import { ani, broken, budi, Sellers } from "./sellers.js";

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
    let sellers: Sellers;
    beforeEach(() => {
      subject = make();
      store = subject.store;
      chats = subject.bot("bot");
      sellers = new Sellers(store);
    });
    afterEach(async () => {
      await store.close();
      subject.remove();
    });

    const person = { id: ani.user, name: "Ani", username: "ani" };

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

    it("names to each admin, until they were asked, those whom nobody decided on", async () => {
      await chats.ask(person);
      await chats.ask({ ...person, id: 5 });
      await chats.decide(6, "ALLOWED", null);
      const unasked = async (admin: number) => (await chats.unasked(admin)).map((user) => user.id);
      expect(await unasked(1)).toEqual([5, person.id]);
      await chats.asked(1, 5);
      await chats.asked(1, 5);
      await chats.asked(1, 404);
      expect([await unasked(1), await unasked(2)]).toEqual([[person.id], [5, person.id]]);
      await chats.decide(person.id, "DENIED", 2);
      expect([await unasked(1), await unasked(2)]).toEqual([[], [5]]);
    });

    it("moves what is for a group to the number that it has as a supergroup, its status messages anew", async () => {
      const [group, other] = [
        { user: ani.user, chat: -5 },
        { user: ani.user, chat: -6 },
      ];
      const settled = await sellers.settled(group, "fail");
      await chats.statusShown(settled, { messageId: 70, shown: "end", final: true });
      await chats.nextDelivery();
      await chats.undeliverable(settled, 1);
      const open = await sellers.received(group, 1);
      await chats.statusShown(open, { messageId: 71, shown: "one", final: false });
      const elsewhere = await sellers.received(other, 1);
      expect(await chats.numbersOf(-5)).toEqual({ was: -5, now: -5 });
      expect([await chats.groupMoved(-5, -100_5), await chats.groupMoved(-5, -100_5)]).toEqual([true, false]);
      for (const chat of [-5, -100_5]) expect(await chats.numbersOf(chat)).toEqual({ was: -5, now: -100_5 });
      const moved = { user: ani.user, chat: -100_5 };
      expect([await store.openReport(group), (await store.openReport(moved))?.id]).toEqual([null, open]);
      expect((await store.openReport(other))?.id).toBe(elsewhere);
      expect(await chats.nextDelivery()).toMatchObject({ report: { id: settled, owner: moved } });
      const due = async () => (await chats.statusesDue()).map((s) => [s.report.id, s.messageId]);
      expect(await due()).toEqual([
        [open, null],
        [elsewhere, null],
      ]);
      await chats.statusShown(open, { messageId: 71, shown: "an edit that was under way", final: false, isEdit: true });
      expect([(await due())[0], await chats.showAnew(open)]).toEqual([[open, null], null]);
      await store.retry(settled);
      expect((await due())[0]).toEqual([settled, null]);
    });

    it("closes the earlier of two open reports that a group's move brings together", async () => {
      const old = await sellers.received({ user: ani.user, chat: -5 }, 1);
      await sellers.work("succeed");
      const now = { user: ani.user, chat: -100_5 };
      const open = await sellers.received(now, 1);
      await chats.groupMoved(-5, -100_5);
      expect((await store.openReport(now))?.id).toBe(open);
      expect(await chats.nextDelivery()).toMatchObject({ report: { id: old, status: "COMPLETED", owner: now } });
    });

    it("keeps a language without saying anything of access", async () => {
      await chats.setLanguage(person, "en");
      expect(await chats.user(person.id)).toMatchObject({ language: "en", access: null });
      expect(await chats.ask(person)).toMatchObject({ isNew: true, user: { language: "en", access: "PENDING" } });
    });

    it("names the reports whose status message does not show their end", async () => {
      await store.createReport(drinks, {}, []);
      const id = await sellers.received(ani, 1);
      const due = async () => (await chats.statusesDue()).map((s) => [s.report.id, s.messageId, s.shown]);
      expect(await due()).toEqual([[id, null, null]]);
      await chats.statusShown(id, { messageId: 70, shown: "one", final: false });
      expect(await due()).toEqual([[id, 70, "one"]]);
      await sellers.work("fail");
      await store.closeReport(id);
      await chats.statusShown(id, { messageId: 70, shown: "end", final: true });
      expect(await due()).toEqual([]);
      await store.retry(id);
      expect(await due()).toEqual([[id, 70, "end"]]);
      await chats.statusShown(id, { messageId: 70, shown: "an end that the retry overtook", final: true });
      expect(await due()).toHaveLength(1);
    });

    it("keeps no status message that was edited while it was put away to be sent anew", async () => {
      const id = await sellers.received(ani, 1);
      await chats.statusShown(id, { messageId: 70, shown: "one", final: false });
      expect(await chats.showAnew(id)).toBe(70);
      await chats.statusShown(id, { messageId: 70, shown: "two", final: false, isEdit: true });
      expect(await chats.statusesDue()).toMatchObject([{ messageId: null }]);
      await chats.statusShown(id, { messageId: 71, shown: "two", final: false });
      await chats.statusShown(id, { messageId: 71, shown: "three", final: false, isEdit: true });
      expect(await chats.statusesDue()).toMatchObject([{ messageId: 71, shown: "three" }]);
    });

    it("keeps no status message that was sent into a chat which its report has left meanwhile", async () => {
      const id = await sellers.settled({ ...ani, chat: -5 });
      await chats.redeliver(id, ani.chat);
      const sent = { messageId: 70, shown: "end", final: true };
      await chats.statusShown(id, { ...sent, chat: -5 });
      expect((await chats.statusesDue()).map((s) => [s.report.id, s.messageId])).toEqual([[id, null]]);
      await chats.statusShown(id, { ...sent, chat: ani.chat });
      expect(await chats.statusesDue()).toEqual([]);
    });

    it("names forgotten reports, and whether they were reminded since the last recording", async () => {
      const id = await sellers.received(ani, 1);
      await sellers.settled(budi);
      const forgotten = async () => (await chats.forgotten(1_000_100)).map((f) => [f.report.id, f.reminded]);
      expect([await forgotten(), await chats.forgotten(1_000_000)]).toEqual([[[id, false]], []]);
      await chats.reminded(id);
      expect(await forgotten()).toEqual([[id, true]]);
      subject.clock.now = 1_000_050;
      await sellers.received(ani, 1);
      expect(await forgotten()).toEqual([[id, false]]);
      subject.clock.now = 1_000_100;
      await sellers.received(ani, 1);
      expect(await forgotten()).toEqual([]);
    });

    it("forgets a user: reports, rows and name are gone, the decision and others' reports stay", async () => {
      await chats.ask(person);
      await chats.decide(person.id, "ALLOWED", 1);
      const done = await sellers.settled();
      const [kept] = await store.recordings(done);
      await sellers.received(ani, 1);
      const other = await sellers.settled(budi);
      expect(await chats.forget(ani.user, false)).toHaveLength(2);
      expect(await store.reportsOf(ani.user)).toEqual([]);
      expect([await store.report(done), await store.rows(done), await store.recordings(done)]).toEqual([null, [], []]);
      expect(await store.transcript(kept?.id ?? 0)).toBe(null);
      expect(await chats.user(person.id)).toMatchObject({ name: "", username: null, access: "ALLOWED" });
      expect((await chats.statusesDue()).map((s) => s.report.id)).toEqual([other]);
      expect((await chats.nextDelivery())?.report.id).toBe(other);
    });

    it("forgets many reports in pieces, between which others are served, and nothing that comes meanwhile", async () => {
      const many = [];
      for (let i = 0; i < 30; i++) many.push(await sellers.settled());
      await sellers.received(ani, 1);
      const forgotten = chats.forget(ani.user, false);
      expect(await store.underWay(ani.user)).toEqual([]);
      expect((await store.reportsOf(ani.user)).length).toBeGreaterThan(20);
      const { report } = await sellers.receive();
      expect((await sellers.receive(budi)).opened).toBe(true);
      expect(await forgotten).toHaveLength(31);
      expect((await store.reportsOf(ani.user)).map((r) => r.id)).toEqual([report.id]);
    });

    it("goes on counting a seller's reports of the day after they were forgotten", async () => {
      await sellers.settled();
      await sellers.settled();
      await chats.forget(ani.user, false);
      expect((await sellers.receive()).report.number).toBe(3);
    });

    it("shows in the newest status message the report that a recording was sent again for", async () => {
      const failed = await sellers.settled(ani, "fail");
      await chats.statusShown(failed, { messageId: 70, shown: "end", final: true });
      const { recording } = await sellers.receive();
      await chats.statusShown(recording.reportId, { messageId: 80, shown: "one", final: false });
      await store.fetched(recording.id, { file: "again", bytes: 10, sha256: "1" });
      expect(await chats.statusesDue()).toMatchObject([{ report: { id: failed }, messageId: 80 }]);
    });

    it("sends status messages anew, and asks admins anew, once another bot works here", async () => {
      await chats.ask(person);
      await chats.asked(1, person.id);
      const id = await sellers.received(ani, 1);
      await chats.statusShown(id, { messageId: 70, shown: "one", final: false });
      const seen = async () => [(await chats.statusesDue())[0]?.messageId, (await chats.unasked(1)).length];
      await chats.worksAs(700);
      await subject.bot("again").worksAs(700);
      expect(await seen()).toEqual([70, 0]);
      await chats.worksAs(701);
      expect(await seen()).toEqual([null, 1]);
    });

    it("tells what is owed as messages of its own, once another bot works here", async () => {
      const { stored: failure } = new Failure("report_full", { given: 31, most: 30 });
      const owe = (key: string, message: number) =>
        chats.owe([{ key, to: ani, toAdmin: false, failure, about: { message, name: key } }]);
      await chats.worksAs(700);
      await owe("a", 70);
      await chats.told((await chats.owed())[0]?.ids ?? [], 90);
      await owe("b", 71);
      await chats.worksAs(701);
      expect(await chats.owed()).toMatchObject([{ names: ["b"], replyTo: null, message: null }]);
    });

    it("has another version after each change, whoever made it, and none after a look", async () => {
      const before = await chats.version();
      await store.reports();
      expect(await chats.version()).toBe(before);
      await sellers.receive();
      expect(await chats.version()).not.toBe(before);
    });

    it("keeps the rows that were delivered, of nobody, where that is asked for", async () => {
      const done = await sellers.settled();
      await chats.nextDelivery();
      await chats.delivered(done, 1, 90);
      const undelivered = await sellers.settled();
      expect(await chats.forget(ani.user, true)).toHaveLength(2);
      expect(await store.reportsOf(ani.user)).toEqual([]);
      expect(await store.report(done)).toMatchObject({ status: "COMPLETED", owner: null });
      expect(await store.recordings(done)).toMatchObject([{ name: "1", source: "", file: null }]);
      expect([await store.report(undelivered), await chats.nextDelivery()]).toEqual([null, null]);
    });

    it("refuses, harmlessly, what a worker or a download still brings of somebody who was forgotten", async () => {
      const id = await sellers.received(ani, 1);
      const { recording, token } = (await store.claim({ worker: "w", leaseMs: 1000 })) as Job;
      await chats.forget(ani.user, false);
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
