import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import type { ChatStore, NewNotice } from "../../src/ports/bot.js";
import type { JobStore } from "../../src/ports/index.js";
import type { ChatSubject } from "./chat-store.contract.js";
import { ani, budi, Sellers } from "./sellers.js";

/** How every ChatStore keeps what people are owed to be told. */
export function noticesContract(make: () => ChatSubject): void {
  describe("what somebody is to be told", () => {
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

    const full = new Failure("report_full", { given: 31, most: 30 }).stored;
    const big = new Failure("too_many_bytes", { most: 9 }).stored;
    let keys = 0;
    const refused = (name: string, given: Partial<NewNotice> = {}): NewNotice => {
      const key = `${++keys}`;
      return { key, to: ani, toAdmin: false, failure: full, about: { message: 70, name }, ...given };
    };
    const names = async () => (await chats.owed()).map((n) => [n.names.join(), n.message]);

    it("is owed until it was told, once for each key, also by another run of the bot", async () => {
      const first = refused("a");
      await chats.owe([first, { ...first, about: { message: 71, name: "again" } }]);
      const [owed] = await subject.bot("next").owed();
      expect(owed).toMatchObject({ to: ani, failure: full, names: ["a"], replyTo: 70, message: null, attempts: 0 });
      expect(await chats.owed()).toEqual([owed]);
      await chats.told(owed?.ids ?? [], 90);
      await chats.owe([first]);
      expect(await chats.owed()).toEqual([]);
    });

    it("waits after a refusal, and comes then with what came meanwhile", async () => {
      await chats.owe([refused("a")]);
      await chats.tellLater((await chats.owed())[0]?.ids ?? [], subject.clock.now + 5000);
      expect(await names()).toEqual([]);
      subject.clock.now += 5000;
      await chats.owe([refused("b")]);
      expect(await chats.owed()).toMatchObject([{ names: ["a", "b"], message: null, attempts: 1 }]);
    });

    it("goes into the message that told the same a moment ago, every three seconds at most, for a minute", async () => {
      const tell = async (message: number) => chats.told((await chats.owed())[0]?.ids ?? [], message);
      await chats.owe([refused("a")]);
      await tell(90);
      await chats.owe([refused("b")]);
      expect(await names()).toEqual([]);
      subject.clock.now += 3000;
      expect(await names()).toEqual([["a,b", 90]]);
      await tell(90);
      subject.clock.now += 54_000;
      await chats.owe([refused("c")]);
      subject.clock.now += 3000;
      expect(await names()).toEqual([["c", null]]);
    });

    it("is another's own, another chat's own, and another reason's own", async () => {
      await chats.owe([refused("a"), refused("b", { to: { user: ani.user, chat: -5 } })]);
      await chats.owe([refused("c", { to: { user: budi.user, chat: -5 } }), refused("d", { failure: big })]);
      await chats.owe([refused("e", { toAdmin: true })]);
      expect(await names()).toEqual(["a", "b", "c", "d", "e"].map((name) => [name, null]));
    });

    it("is due at once where its chat is heard of, and told in private where the chat is lost", async () => {
      const group = { user: ani.user, chat: -5 };
      await chats.owe([refused("a", { to: group })]);
      const ids = (await chats.owed())[0]?.ids ?? [];
      await chats.tellLater(ids, subject.clock.now + 60_000);
      await chats.reachable(budi.chat);
      expect(await names()).toEqual([]);
      await chats.reachable(-5);
      expect(await names()).toEqual([["a", null]]);
      await chats.tellInPrivate(ids);
      expect(await chats.owed()).toMatchObject([{ to: ani, replyTo: null }]);
    });

    it("goes with a group to the number that it has as a supergroup, as a message of its own", async () => {
      await chats.owe([refused("a", { to: { user: ani.user, chat: -5 } })]);
      await chats.told((await chats.owed())[0]?.ids ?? [], 90);
      await chats.owe([refused("b", { to: { user: ani.user, chat: -5 } })]);
      const moved = refused("", { to: { user: 1, chat: 1 }, toAdmin: true });
      for (let i = 0; i < 2; i++) await chats.groupMoved(-5, -100_5, [{ ...moved, key: `moved ${i}` }]);
      const to = { user: ani.user, chat: -100_5 };
      expect(await chats.owed()).toMatchObject([{ to, names: ["b"], replyTo: null, message: null }, { toAdmin: true }]);
    });

    it("of a delivery that is refused is owed once, and again after somebody asked for it", async () => {
      const id = await sellers.settled(ani);
      const refuse = async () => {
        const delivery = await chats.nextDelivery();
        const notice = refused("", { key: `delivery ${id}`, report: id });
        await chats.deliverLater(id, delivery?.revision ?? 0, { at: 0, maybeSent: false }, [notice]);
      };
      await refuse();
      const [owed] = await chats.owed();
      expect(owed).toMatchObject({ report: id });
      await chats.told(owed?.ids ?? [], 90);
      subject.clock.now += 60_000;
      await refuse();
      expect(await chats.owed()).toEqual([]);
      await chats.redeliver(id);
      await refuse();
      expect(await chats.owed()).toMatchObject([{ report: id, message: null }]);
      await chats.nextDelivery();
      await chats.delivered(id, 1, 91);
      expect(await chats.owed()).toEqual([]);
    });

    it("is nothing any more of a report that was asked for in another chat, and that goes there", async () => {
      const group = { user: ani.user, chat: -5 };
      const id = await sellers.settled(group, "fail");
      await chats.statusShown(id, { messageId: 70, shown: "end", final: true });
      await chats.nextDelivery();
      await chats.undeliverable(id, 1, [refused("", { report: id }), refused("", { report: id, toAdmin: true })]);
      expect(await chats.owed()).toHaveLength(2);
      expect(await chats.redeliver(id, ani.chat)).toBe(true);
      expect(await chats.owed()).toEqual([]);
      expect(await chats.nextDelivery()).toMatchObject({ report: { id, owner: ani }, attempts: 1 });
      await store.retry(id);
      expect(await chats.statusesDue()).toMatchObject([{ messageId: null }]);
    });

    it("is forgotten with whom it was for, and once nobody could be told for a week", async () => {
      await chats.owe([refused("a"), refused("b", { to: budi })]);
      await chats.forget(ani.user, false);
      expect(await names()).toEqual([["b", null]]);
      subject.clock.now += 7 * 24 * 3_600_000 + 1;
      await chats.owed();
      expect(await names()).toEqual([]);
    });
  });
}
