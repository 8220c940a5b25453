import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Api } from "grammy";
import type { Update } from "grammy/types";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Seller } from "./telegram/seller.js";
import { FakeTelegram } from "./telegram/telegram.js";

let telegram: FakeTelegram;
let api: Api;
let seller: Seller;

beforeEach(() => begin());
afterEach(() => telegram.close());

async function begin(local?: string): Promise<void> {
  telegram = await FakeTelegram.start(local ? { local } : {});
  api = new Api(telegram.token, { apiRoot: telegram.url });
  seller = telegram.user({ id: 11, first_name: "Budi" });
}

const sound = Buffer.from("sound");
const voice = (update: Update) => update.message?.voice?.file_id ?? "";

describe("a seller's file", () => {
  it.each([
    ["voice", { duration: 7, mime_type: "audio/ogg", file_size: 5 }, /^voice\/file_0\.oga$/],
    ["audio", { duration: 7, file_name: "a.mp3", mime_type: "audio/mpeg" }, /^music\/file_0\.mp3$/],
    ["document", { file_name: "a.mp3", mime_type: "application/octet-stream" }, /^documents\/file_0\.mp3$/],
    ["video", { duration: 7, file_name: "a.mp3", width: 640 }, /^videos\/file_0\.mp3$/],
    ["video_note", { duration: 7, length: 240 }, /^video_notes\/file_0\.mp4$/],
  ] as const)("of the kind %s comes as Telegram describes it", async (kind, described, path) => {
    const { message } = seller.sends(sound, { kind, duration: 7, file_name: "a.mp3" });
    expect(message?.[kind]).toMatchObject(described);
    if (kind === "voice" || kind === "video_note") expect(message?.[kind]).not.toHaveProperty("file_name");
    const file = await api.getFile(message?.[kind]?.file_id ?? "");
    expect(file).toMatchObject({ file_size: 5, file_path: expect.stringMatching(path) });
  });

  it("comes from a path under its own name, with a caption and a type of its own", () => {
    const path = new URL("../../package.json", import.meta.url).pathname;
    const { message } = seller.sends(path, { kind: "document", mime_type: "audio/x", caption: "this" });
    expect(message).toMatchObject({ caption: "this", document: { file_name: "package.json", mime_type: "audio/x" } });
    expect(message?.document?.file_size).toBe(readFileSync(path).length);
  });

  it("that was forwarded is known as the same one, under another id", () => {
    const first = seller.sends(sound).message;
    const again = seller.sends(sound).message;
    const other = telegram.user({ id: 12, first_name: "Ani" }).sends(sound, { forwarded: true }).message;
    expect(again?.voice?.file_unique_id).not.toBe(first?.voice?.file_unique_id);
    expect(other?.voice?.file_unique_id).toBe(again?.voice?.file_unique_id);
    expect(other?.voice?.file_id).not.toBe(again?.voice?.file_id);
    expect(other?.forward_origin).toMatchObject({ type: "user", sender_user: { first_name: "Another" } });
  });

  it("is one of an album, each an update of its own", async () => {
    const files = Array.from({ length: 10 }, (_, i) => ({ file: sound, recording: { file_name: `${i}.mp3` } }));
    const waiting = api.getUpdates({ timeout: 20 });
    await telegram.until(() => telegram.log.length);
    const updates = seller.album(files);
    expect(await waiting).toEqual(updates);
    expect(new Set(updates.map((u) => u.message?.media_group_id)).size).toBe(1);
    expect(new Set(updates.map((u) => u.message?.audio?.file_id)).size).toBe(10);
    const [next] = seller.album(files.slice(0, 1));
    expect(next?.message?.media_group_id).not.toBe(updates[0]?.message?.media_group_id);
  });

  it("over 20 MB is not given, whatever size is told; nor is an unknown one", async () => {
    const limit = 20 * 1024 * 1024;
    const tooBig = { error_code: 400, description: "Bad Request: file is too big" };
    const told = seller.sends(sound, { file_size: limit + 1 });
    expect(told.message?.voice?.file_size).toBe(limit + 1);
    await expect(api.getFile(voice(told))).rejects.toMatchObject(tooBig);
    const untold = seller.sends(Buffer.alloc(limit + 1), { file_size: null });
    expect(untold.message?.voice).not.toHaveProperty("file_size");
    await expect(api.getFile(voice(untold))).rejects.toMatchObject(tooBig);
    const understated = seller.sends(Buffer.alloc(limit + 1), { file_size: 5 });
    await expect(api.getFile(voice(understated))).rejects.toMatchObject(tooBig);
    expect((await api.getFile(voice(seller.sends(Buffer.alloc(limit))))).file_size).toBe(limit);
    await expect(api.getFile("none")).rejects.toMatchObject({ description: "Bad Request: invalid file_id" });
  });

  it("of any size lies on disk with a local Bot API server, which serves no download", async () => {
    const folder = mkdtempSync(join(tmpdir(), "telegram-"));
    await telegram.close();
    await begin(folder);
    const bytes = Buffer.alloc(21 * 1024 * 1024, "sound");
    const { file_path = "" } = await api.getFile(voice(seller.sends(bytes)));
    expect(isAbsolute(file_path) && readFileSync(file_path).equals(bytes)).toBe(true);
    expect((await fetch(`${telegram.url}/file/bot${telegram.token}/${file_path}`)).status).toBe(404);
    rmSync(folder, { recursive: true });
  });
});
