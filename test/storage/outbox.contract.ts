import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChatStore } from "../../src/ports/bot.js";
import type { JobStore } from "../../src/ports/index.js";
import type { ChatSubject } from "./chat-store.contract.js";
import { ani, Sellers } from "./sellers.js";

/** How every ChatStore keeps deliveries. */
export function outboxContract(make: () => ChatSubject): void {
  describe("the outbox", () => {
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

    it("has one delivery for each revision of a settled report, and none for the command line's", async () => {
      await sellers.fromCommandLine(0);
      const id = await sellers.settled(ani, "fail");
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
      await sellers.work("succeed");
      expect(await chats.nextDelivery()).toMatchObject({
        report: { id, status: "COMPLETED" },
        revision: 2,
        attempts: 1,
      });
      expect(await chats.nextDelivery()).toBe(null);
    });

    it("delivers the last revision alone, and nothing while a retry runs", async () => {
      const id = await sellers.settled(ani, "fail");
      await store.retry(id);
      expect(await chats.nextDelivery()).toBe(null);
      await sellers.work("succeed");
      expect(await chats.nextDelivery()).toMatchObject({ revision: 2 });
      expect(await chats.nextDelivery()).toBe(null);
    });

    it("has no delivery of a cancelled report", async () => {
      const id = await sellers.received(ani, 1);
      await store.cancelReport(id);
      await store.closeReport(id);
      expect([await chats.nextDelivery(), await chats.redeliver(id)]).toEqual([null, false]);
    });

    it("sends again later, and knows from then on that an earlier send may have arrived", async () => {
      const id = await sellers.settled();
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
      const id = await sellers.settled();
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

    it("sends what waits soon after the clock was set back an hour, put off or not", async () => {
      const id = await sellers.settled(ani, "fail");
      subject.clock.now -= 3_600_000;
      expect(await chats.nextDelivery()).toMatchObject({ report: { id } });
      await chats.deliverLater(id, 1, { at: subject.clock.now + 120_000, maybeSent: false });
      expect(await chats.nextDelivery()).toBe(null);
      subject.clock.now -= 3_600_000;
      expect(await chats.nextDelivery()).toMatchObject({ report: { id } });
    });

    it("keeps what cannot be delivered until the chat is heard of again", async () => {
      const id = await sellers.settled();
      await chats.nextDelivery();
      await chats.undeliverable(id, 1);
      await chats.reachable(1);
      expect(await chats.nextDelivery()).toBe(null);
      await chats.reachable(ani.chat);
      expect(await chats.nextDelivery()).toMatchObject({ report: { id }, attempts: 2, maybeSent: false });
    });

    it("knows a file to be in the chat where it was sent, and not in one that it was asked for in and did not reach", async () => {
      const group = { ...ani, chat: -5 };
      const id = await sellers.settled(group);
      expect(await chats.fileSent(id)).toBe(false);
      await chats.nextDelivery();
      await chats.delivered(id, 1, 90);
      expect(await chats.fileSent(id)).toBe(true);
      await chats.redeliver(id, ani.chat);
      await chats.nextDelivery();
      await chats.undeliverable(id, 1);
      expect(await chats.fileSent(id)).toBe(false);
    });

    it("delivers once more what somebody asks for, but not beside a send that runs", async () => {
      const id = await sellers.settled();
      expect(await chats.redeliver(id)).toBe(true);
      await chats.nextDelivery();
      expect([await chats.redeliver(id), await chats.nextDelivery()]).toEqual([true, null]);
      await chats.delivered(id, 1, 90);
      expect(await chats.redeliver(id)).toBe(true);
      expect(await chats.nextDelivery()).toMatchObject({ revision: 1, attempts: 1, maybeSent: false });
      const open = await sellers.received(ani, 1);
      expect(await chats.redeliver(open)).toBe(false);
    });
  });
}
