import { Api, Bot, InputFile } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { conversation } from "./telegram/conversation.js";
import type { Seller } from "./telegram/seller.js";
import { FakeTelegram } from "./telegram/telegram.js";

let telegram: FakeTelegram;
let api: Api;
let seller: Seller;

beforeEach(async () => {
  telegram = await FakeTelegram.start();
  api = new Api(telegram.token, { apiRoot: telegram.url });
  seller = telegram.user({ id: 11, first_name: "Budi", language_code: "id" });
});
afterEach(() => telegram.close());

/** A bot that runs until the test is over. */
async function running(prepare: (bot: Bot) => void, work: (bot: Bot) => Promise<void>): Promise<void> {
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
  prepare(bot);
  const run = bot.start();
  try {
    await work(bot);
  } finally {
    await bot.stop();
    await run;
  }
}

describe("getUpdates", () => {
  it("gives the updates in order until an offset confirms them", async () => {
    const ids = ["a", "b", "c"].map((text) => seller.says(text).update_id);
    expect((await api.getUpdates()).map((u) => u.update_id)).toEqual(ids);
    expect((await api.getUpdates({ limit: 2 })).map((u) => u.message?.text)).toEqual(["a", "b"]);
    const rest = await api.getUpdates({ offset: (ids[1] ?? 0) + 1 });
    expect(rest.map((u) => u.message?.text)).toEqual(["c"]);
    expect(telegram.pending).toBe(1);
    expect(await api.getUpdates()).toEqual(rest);
    seller.says("d");
    expect((await api.getUpdates({ offset: -1 })).map((u) => u.message?.text)).toEqual(["d"]);
  });

  it("waits for an update, and for as long as it was told", async () => {
    const waiting = api.getUpdates({ timeout: 20 });
    await telegram.until(() => telegram.log.length);
    seller.says("late");
    expect((await waiting)[0]?.message?.text).toBe("late");
    const began = performance.now();
    expect(await api.getUpdates({ offset: 800_000, timeout: 1 })).toEqual([]);
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it("ends with a conflict when another one begins", async () => {
    const first = api.getUpdates({ timeout: 20 });
    const ended = expect(first).rejects.toMatchObject({
      error_code: 409,
      description: expect.stringMatching(/^Conflict: terminated by other getUpdates request/),
    });
    await telegram.until(() => telegram.log.length);
    const second = api.getUpdates({ timeout: 20 });
    await ended;
    seller.says("x");
    expect(await second).toHaveLength(1);
  });

  it("leaves nothing waiting for a caller who has hung up", async () => {
    const leave = new AbortController();
    const first = api.getUpdates({ timeout: 20 }, leave.signal as never);
    await telegram.until(() => telegram.log.length);
    leave.abort();
    await expect(first).rejects.toThrow();
    seller.says("x");
    expect(await api.getUpdates({ timeout: 20 })).toHaveLength(1);
    expect(telegram.log.map((e) => e.status)).not.toContain(409);
  });

  it("keeps back the kinds that the bot does not want", async () => {
    await api.getUpdates({ allowed_updates: ["callback_query"] });
    seller.says("x");
    expect(await api.getUpdates()).toEqual([]);
  });

  it("gives an update again though it was confirmed, and nothing else again", async () => {
    const texts: (string | undefined)[] = [];
    await running(
      (bot) => void bot.on("message", (ctx) => void texts.push(`${ctx.update.update_id} ${ctx.message.text}`)),
      async () => {
        const first = seller.says("one");
        seller.says("two");
        await telegram.until(() => texts.length === 2 && telegram.pending === 0);
        telegram.repeat(first);
        await telegram.until(() => texts.length === 3);
        const last = seller.says("three");
        await telegram.until(() => texts.length === 4);
        const [one, two] = [`${first.update_id} one`, `${first.update_id + 1} two`];
        expect(texts).toEqual([one, two, one, `${last.update_id} three`]);
      },
    );
  });
});

describe("a seller", () => {
  it("talks to a real bot, taps its buttons, and the talk is kept as text", async () => {
    const csv = "\uFEFFNama,Alamat\r\nAni,Jalan Melati\r\n";
    await running(
      (bot) => {
        bot.command("start", (ctx) =>
          ctx.reply(`Hello <b>${ctx.from?.first_name}</b>.\nSend.`, { parse_mode: "HTML" }),
        );
        bot.on("message:voice", (ctx) =>
          ctx.reply("1 received", { reply_markup: { inline_keyboard: [[{ text: "Done", callback_data: "done" }]] } }),
        );
        bot.callbackQuery("done", async (ctx) => {
          await ctx.answerCallbackQuery("Closed");
          await ctx.editMessageText("1 ready");
          await ctx.replyWithDocument(new InputFile(Buffer.from(csv), "r.csv"), { caption: "1 row" });
        });
      },
      async () => {
        seller.says("/start");
        await telegram.until(() => telegram.chat(11).length === 2);
        seller.sends(Buffer.from("sound"), { duration: 7 });
        await telegram.until(() => telegram.chat(11).length === 4);
        seller.taps("Done");
        await telegram.until(() => telegram.documents(11).length);
        expect(telegram.chat(11).map((m) => m.from)).toEqual(["seller", "bot", "seller", "bot", "bot"]);
      },
    );
    const rest = ["    Send.", "Budi: 🎤 voice note, 7 s"];
    const delivered = ["Catat: 📎 r.csv", "    1 row", "    | Nama,Alamat", "    | Ani,Jalan Melati", ""];
    expect(conversation(telegram.log, 11).split("\n")).toEqual([
      "Budi: /start",
      "Catat: Hello Budi.",
      ...rest,
      "Catat (edited): 1 ready",
      "Budi taps [Done]",
      "(notice: Closed)",
      ...delivered,
    ]);
    expect(conversation(telegram.log, 11, { everyEdit: true }).split("\n")).toEqual([
      "Budi: /start",
      "Catat: Hello Budi.",
      ...rest,
      "Catat: 1 received",
      "    [Done]",
      "Budi taps [Done]",
      "(notice: Closed)",
      "Catat (edited): 1 ready",
      ...delivered,
    ]);
  });

  it("has a tap answered once, and can tap only what is there", async () => {
    seller.says("hi");
    const markup = { inline_keyboard: [[{ text: "Done", callback_data: "done" }]] };
    await api.sendMessage(11, "old", { reply_markup: markup });
    const { message_id } = await api.sendMessage(11, "new", { reply_markup: markup });
    const query = seller.taps("done").callback_query;
    expect(query).toMatchObject({ data: "done", message: { message_id }, from: { id: 11, language_code: "id" } });
    expect(seller.taps("Done", { message_id: message_id - 1 }).callback_query?.message?.message_id).toBe(
      message_id - 1,
    );
    await api.answerCallbackQuery(query?.id ?? "");
    await expect(api.answerCallbackQuery(query?.id ?? "")).rejects.toThrow(/query is too old/);
    expect(() => seller.taps("Other")).toThrow(/has the button Other/);
  });

  it("says commands that are marked as such, in a group too", async () => {
    const group = telegram.group(-100_5, "Sales");
    seller.says("/done now", { chat: group });
    const [update] = await api.getUpdates();
    expect(update?.message).toMatchObject({
      chat: { id: -100_5, type: "group", title: "Sales" },
      from: { id: 11, is_bot: false },
      entities: [{ type: "bot_command", offset: 0, length: 5 }],
    });
    await api.sendMessage(-100_5, "here");
    await expect(api.sendMessage(11, "not yet")).rejects.toThrow(/chat not found/);
  });

  it("makes a group a supergroup: both chats say so, the old one takes nothing any more, the new one counts anew", async () => {
    const group = telegram.group(-100_5, "Sales");
    const first = seller.says("halo", { chat: group });
    const { id } = seller.upgrades(group, -1_000_000_000_005);
    const moves = (await api.getUpdates({ offset: first.update_id + 1 })).map((u) => u.message);
    expect(moves).toMatchObject([
      { chat: { id: group.id, type: "group" }, migrate_to_chat_id: id, from: { id: 11 } },
      { chat: { id, type: "supergroup" }, migrate_from_chat_id: group.id, from: { is_bot: true } },
    ]);
    const refused = { error_code: 400, parameters: { migrate_to_chat_id: id } };
    await expect(api.sendMessage(group.id, "here")).rejects.toMatchObject(refused);
    await expect(api.editMessageText(group.id, first.message?.message_id ?? 0, "x")).rejects.toMatchObject(refused);
    expect((await api.sendMessage(id, "here")).message_id).toBe(2);
  });
});
