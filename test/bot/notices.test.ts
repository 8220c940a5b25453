import { Api } from "grammy";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { adminNotices } from "../../src/bot/access/admin-alerts.js";
import { Outgoing } from "../../src/bot/api/sender.js";
import type { BotOptions } from "../../src/bot/context.js";
import { Failure } from "../../src/domain/failure.js";
import { messages } from "../../src/messages/index.js";
import type { ChatStore } from "../../src/ports/bot.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";

const admin = { id: 9001, first_name: "Sari" };
const other = { id: 9002, first_name: "Tuti" };
const fault = new Failure("ffmpeg_missing", { program: "ffmpeg" });

let telegram: FakeTelegram;
beforeEach(async () => {
  telegram = await FakeTelegram.start();
});
afterEach(() => telegram.close());

/** Tells of the fault at so many seconds of a clock, and waits until Telegram has answered. */
function notices() {
  const outgoing = new Outgoing(new Api(telegram.token, { apiRoot: telegram.url }), "x", pino({ level: "silent" }));
  const options = { admins: [admin.id, other.id], messages } as unknown as BotOptions;
  const chats = { user: async () => null } as unknown as ChatStore;
  let seconds = 0;
  const tell = adminNotices(options, chats, outgoing, () => seconds * 1000);
  return async (at: number, failure: Failure = fault) => {
    seconds = at;
    await tell(failure);
    await outgoing.drain(60_000);
  };
}

const told = (id: number) => telegram.chat(id).filter((m) => m.from === "bot").length;
const sends = (id: number) => telegram.log.filter((e) => e.method === "sendMessage" && e.chat_id === id).length;

describe("a fault that lasts", () => {
  beforeEach(() => {
    telegram.user(admin).says("/start");
  });

  it("counts as told to an admin when it was sent, and is said again an hour later", async () => {
    const tell = notices();
    telegram.fail({ method: "sendMessage", chat: admin.id, status: 502 });
    await tell(0);
    expect(told(admin.id)).toBe(0);
    await tell(40);
    expect(told(admin.id)).toBe(1);
    await tell(3600);
    expect(told(admin.id)).toBe(1);
    await tell(3641);
    expect(told(admin.id)).toBe(2);
  });

  it("is not tried again at once where Telegram is out of order, nor for a while with an admin who opened no chat", async () => {
    const tell = notices();
    const outage = telegram.fail({ method: "sendMessage", chat: admin.id, status: 502, times: 1000 });
    for (let at = 0; at < 60; at += 5) await tell(at);
    expect([sends(admin.id), sends(other.id)]).toEqual([2, 1]);
    outage.end();
    telegram.user(other).says("/start");
    await tell(901);
    expect([told(admin.id), told(other.id)]).toEqual([1, 1]);
  });

  it("of one kind says nothing of another", async () => {
    const tell = notices();
    await tell(0);
    await tell(0, new Failure("disk_full", { path: "/data" }));
    expect(told(admin.id)).toBe(2);
  });
});
