import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api, InputFile } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Seller } from "./telegram/seller.js";
import { FakeTelegram } from "./telegram/telegram.js";

let telegram: FakeTelegram;
let api: Api;
let seller: Seller;

beforeEach(async () => {
  telegram = await FakeTelegram.start();
  api = new Api(telegram.token, { apiRoot: telegram.url });
  seller = telegram.user({ id: 11, first_name: "Budi" });
  seller.says("/start");
});
afterEach(() => telegram.close());

const refused = (error_code: number, description: string | RegExp) => ({
  error_code,
  description: typeof description === "string" ? description : expect.stringMatching(description),
});
const button = (text: string, callback_data: string) => ({ inline_keyboard: [[{ text, callback_data }]] });

describe("the bot's account", () => {
  it("is known by its token alone", async () => {
    expect(await api.getMe()).toMatchObject({ id: 700, is_bot: true, username: "catat_bot" });
    const wrong = new Api("700:wrong", { apiRoot: telegram.url });
    await expect(wrong.getMe()).rejects.toMatchObject(refused(401, "Unauthorized"));
  });

  it("has no method that the server does not know", async () => {
    await expect(api.getUserProfilePhotos(11)).rejects.toMatchObject(refused(404, "Not Found: method not found"));
    expect((await fetch(`${telegram.url}/elsewhere`)).status).toBe(404);
  });

  it("keeps one list of commands per language and scope", async () => {
    await api.setMyCommands([{ command: "done", description: "Finish" }]);
    await api.setMyCommands([{ command: "done", description: "Selesai" }], { language_code: "id" });
    await api.setMyCommands([{ command: "done", description: "Close" }]);
    expect(telegram.commands).toEqual([
      { scope: "default", language_code: "", commands: [{ command: "done", description: "Close" }] },
      { scope: "default", language_code: "id", commands: [{ command: "done", description: "Selesai" }] },
    ]);
    const bad = api.setMyCommands([{ command: "Done!", description: "no" }]);
    await expect(bad).rejects.toMatchObject(refused(400, "Bad Request: BOT_COMMAND_INVALID"));
  });

  it("is reached with JSON, urlencoded and multipart bodies alike", async () => {
    const url = `${telegram.url}/bot${telegram.token}/sendMessage`;
    const reply_markup = JSON.stringify(button("Go", "go"));
    const form = new FormData();
    for (const [name, value] of Object.entries({ chat_id: "11", text: "three", reply_markup })) form.set(name, value);
    await fetch(`${url}?chat_id=11&text=one`);
    await fetch(url, { method: "POST", body: new URLSearchParams({ chat_id: "11", text: "two", reply_markup }) });
    await fetch(url, { method: "POST", body: form });
    await api.sendMessage(11, "four", { reply_markup: button("Go", "go") });
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const field = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const endless = `${field("chat_id", "11")}${field("text", "cut off")}--b\r\n`;
    expect((await fetch(url, { method: "POST", headers, body: endless })).status).toBe(400);
    const said = telegram.chat(11).slice(1);
    expect(said.map((m) => `${m.text} ${m.buttons}`)).toEqual(["one ", "two Go", "three Go", "four Go"]);
  });
});

describe("a message", () => {
  it("keeps its plain text, its entities and its buttons", async () => {
    const text = 'Hello <b>big &amp; <i>bold</i></b> &lt;3 <a href="https://example.org">here</a>';
    const sent = await api.sendMessage(11, text, { parse_mode: "HTML", reply_markup: button("Done", "done:1") });
    expect(sent).toMatchObject({
      chat: { id: 11, type: "private", first_name: "Budi" },
      text: "Hello big & bold <3 here",
      entities: [
        { type: "bold", offset: 6, length: 10 },
        { type: "italic", offset: 12, length: 4 },
        { type: "text_link", offset: 20, length: 4, url: "https://example.org" },
      ],
      reply_markup: button("Done", "done:1"),
    });
    expect(sent.date).toBeGreaterThan(1_700_000_000);
  });

  it.each([
    ["<b>open", 'Can\'t find end tag corresponding to start tag "b"'],
    ["<b>x</i>", 'Unmatched end tag, expected "</b>", found "</i>" at byte offset 4'],
    ["é</b>", "Unexpected end tag at byte offset 2"],
    ["<table>", 'Unsupported start tag "table" at byte offset 0'],
    ["1 < 2", "Unclosed start tag at byte offset 2"],
  ])("with the HTML %s is refused", async (text, why) => {
    const sent = api.sendMessage(11, text, { parse_mode: "HTML" });
    await expect(sent).rejects.toMatchObject(refused(400, `Bad Request: can't parse entities: ${why}`));
  });

  it("that is empty or too long, has too long a button, or has no chat to go to, is refused", async () => {
    const no = (what: string) => refused(400, `Bad Request: ${what}`);
    await expect(api.sendMessage(11, " \n")).rejects.toMatchObject(no("message text is empty"));
    await expect(api.sendMessage(11, "x".repeat(4097))).rejects.toMatchObject(no("message is too long"));
    expect((await api.sendMessage(11, "x".repeat(4096))).text).toHaveLength(4096);
    const long = { reply_markup: button("x", "é".repeat(33)) };
    await expect(api.sendMessage(11, "x", long)).rejects.toMatchObject(no("BUTTON_DATA_INVALID"));
    await expect(api.sendMessage(12, "x")).rejects.toMatchObject(no("chat not found"));
    seller.blocks();
    const blocked = refused(403, "Forbidden: bot was blocked by the user");
    await expect(api.sendMessage(11, "x")).rejects.toMatchObject(blocked);
    seller.blocks(false);
    await api.sendMessage(11, "back");
  });

  it("answers another one that is there", async () => {
    const [first] = telegram.chat(11);
    const sent = await api.sendMessage(11, "yes", { reply_parameters: { message_id: first?.message_id ?? 0 } });
    expect(sent.reply_to_message?.text).toBe("/start");
    const gone = { message_id: 999 };
    const lost = api.sendMessage(11, "yes", { reply_parameters: gone });
    await expect(lost).rejects.toMatchObject(refused(400, "Bad Request: message to be replied not found"));
    await api.sendMessage(11, "yes", { reply_parameters: { ...gone, allow_sending_without_reply: true } });
  });

  it("is edited where something changes, and only then", async () => {
    const { message_id } = await api.sendMessage(11, "<b>1</b> of 2", { parse_mode: "HTML" });
    const same = api.editMessageText(11, message_id, "<b>1</b> of 2", { parse_mode: "HTML" });
    await expect(same).rejects.toMatchObject(refused(400, /^Bad Request: message is not modified: specified new/));
    await api.editMessageText(11, message_id, "1 of 2");
    await api.editMessageText(11, message_id, "1 of 2", { reply_markup: button("Done", "d") });
    const markup = api.editMessageReplyMarkup(11, message_id, { reply_markup: button("Done", "d") });
    await expect(markup).rejects.toMatchObject(refused(400, /message is not modified/));
    expect(await api.editMessageReplyMarkup(11, message_id)).not.toHaveProperty("reply_markup");
    expect(telegram.chat(11).at(-1)).toMatchObject({ text: "1 of 2", edited: true, buttons: [] });
    const theirs = api.editMessageText(11, telegram.chat(11)[0]?.message_id ?? 0, "x");
    await expect(theirs).rejects.toMatchObject(refused(400, "Bad Request: message can't be edited"));
  });

  it("that was deleted is neither edited nor deleted again", async () => {
    const { message_id } = await api.sendMessage(11, "x");
    await api.deleteMessage(11, message_id);
    expect(telegram.chat(11)).toHaveLength(1);
    const edited = api.editMessageText(11, message_id, "y");
    await expect(edited).rejects.toMatchObject(refused(400, "Bad Request: message to edit not found"));
    const again = api.deleteMessage(11, message_id);
    await expect(again).rejects.toMatchObject(refused(400, "Bad Request: message to delete not found"));
  });

  it("may be announced by an action", async () => {
    expect(await api.sendChatAction(11, "upload_document")).toBe(true);
  });
});

describe("a document", () => {
  it("arrives from a buffer and from a path with its bytes, its name and its caption", async () => {
    const folder = mkdtempSync(join(tmpdir(), "telegram-"));
    const path = join(folder, "laporan.csv");
    const csv = '\uFEFFNama,Alamat\r\nBudi,"--boundary"\r\n\r\n';
    writeFileSync(path, csv);
    const caption = "<b>1</b> row";
    const buffer = new InputFile(Buffer.from(csv), "laporan 2026-11 budi.csv");
    const more = { caption, parse_mode: "HTML", reply_markup: button("Again", "a") } as const;
    await api.sendDocument(11, new InputFile(path), more);
    const sent = await api.sendDocument(11, buffer);
    rmSync(folder, { recursive: true });
    expect(sent.document).toMatchObject({ file_size: Buffer.byteLength(csv), file_id: expect.any(String) });
    const [first, second] = telegram.documents(11);
    expect(first).toMatchObject({ name: "laporan.csv", caption: "1 row", text: csv });
    expect(second).toMatchObject({ name: "laporan 2026-11 budi.csv", caption: "", text: csv });
    expect(telegram.chat(11)[1]).toMatchObject({ from: "bot", buttons: ["Again"] });
    await api.sendDocument(11, sent.document.file_id);
    expect(telegram.documents(11)[2]).toMatchObject({ text: csv });
  });

  it("that is empty or has too long a caption is refused", async () => {
    const empty = api.sendDocument(11, new InputFile(Buffer.of(), "x.csv"));
    await expect(empty).rejects.toMatchObject(refused(400, "Bad Request: file must be non-empty"));
    const long = api.sendDocument(11, new InputFile(Buffer.from("x"), "x.csv"), { caption: "x".repeat(1025) });
    await expect(long).rejects.toMatchObject(refused(400, "Bad Request: message caption is too long"));
    expect(telegram.documents(11)).toEqual([]);
  });

  it("has no text to edit", async () => {
    const { message_id } = await api.sendDocument(11, new InputFile(Buffer.from("x"), "x.csv"));
    const edited = api.editMessageText(11, message_id, "y");
    await expect(edited).rejects.toMatchObject(refused(400, "Bad Request: there is no text in the message to edit"));
  });
});
