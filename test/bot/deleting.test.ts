import { describe, expect } from "vitest";
import { budi, it, type LiveBot } from "./live.js";

const recordingsOf = (live: LiveBot) => live.box.db.all("SELECT id FROM recordings").length;
const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - 60 * minutes;
const withButtons = (live: LiveBot, said: string) => live.said(budi.id, said).find((m) => m.buttons.length > 0);
const outdated = "Pertanyaan ini sudah tidak berlaku. Kalau masih perlu, ketik /delete.";

describe("the question whether everything is deleted", () => {
  it("is none any more after ten minutes", async ({ live, seller }) => {
    const { id } = await live.sends(seller);
    await live.asked(budi.id, "Hapus?", { Ya: `delete-yes:${budi.id}:${id}:${minutesAgo(11)}` });
    expect(await live.taps(seller, "Ya")).toBe(outdated);
    await live.telegram.until(() => !withButtons(live, "Hapus?"));
    expect(recordingsOf(live)).toBe(1);
    await live.asked(budi.id, "Hapus?", { Ya: `delete-yes:${budi.id}:${id}:${minutesAgo(9)}` });
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Sudah dihapus: 1 laporan");
    expect(recordingsOf(live)).toBe(0);
  });

  it("is about what there was, and nothing that came since", async ({ live, seller }) => {
    await live.sends(seller);
    seller.says("/delete");
    await live.hears(budi.id, /^Hapus semua data\?/);
    await live.sends(seller);
    expect(await live.taps(seller, "Ya")).toBe(outdated);
    expect(recordingsOf(live)).toBe(2);
  });

  it("tapped twice leaves the note that came between, and the outcome", async ({ live, seller }) => {
    await live.sends(seller);
    seller.says("/delete");
    const { message_id } = await live.hears(budi.id, /^Hapus semua data\?/);
    seller.taps("Ya", { message_id });
    const between = live.sends(seller);
    seller.taps("Ya", { message_id });
    await live.telegram.until(() => live.notices().length === 2);
    expect(live.notices()).toEqual(["", outdated]);
    await between;
    await live.hears(budi.id, "Sudah dihapus: 1 laporan");
    expect(recordingsOf(live)).toBe(1);
  });

  it("answered with [Tidak] after another was answered with [Ya] does not say that all is there", async ({
    live,
    seller,
  }) => {
    const { id } = await live.sends(seller);
    const data = `${budi.id}:${id}:${minutesAgo(0)}`;
    await live.asked(budi.id, "Hapus?", { Ya: `delete-yes:${data}`, Tidak: `delete-no:${data}` });
    await live.asked(budi.id, "Hapus semua?", { Ya: `delete-yes:${data}` });
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Sudah dihapus: 1 laporan");
    expect(await live.taps(seller, "Tidak")).toBe(outdated);
    expect(live.said(budi.id, "masih ada")).toEqual([]);
  });
});

describe("what /delete takes away", () => {
  it("is every status message, too, in whatever chat", async ({ live, seller }) => {
    const group = live.telegram.group(-500, "Penjual");
    await live.sends(seller);
    await live.sends(seller, group);
    await live.hears(budi.id, "Laporan ke-1");
    await live.hears(-500, "Laporan ke-2");
    seller.says("/delete");
    await live.hears(budi.id, "Hapus semua data? 2 laporan");
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Sudah dihapus: 2 laporan");
    await live.telegram.until(() => [...live.said(budi.id, "Laporan ke"), ...live.said(-500)].length === 0);
  });

  it("is the buttons of a status message that Telegram no longer lets go", async ({ live, seller }) => {
    await live.sends(seller);
    await live.hears(budi.id, "Laporan ke-1");
    live.telegram.fail({ method: "deleteMessage", status: 400, description: "Bad Request: message can't be deleted" });
    seller.says("/delete");
    await live.hears(budi.id, "Hapus semua data?");
    await live.taps(seller, "Ya");
    expect((await live.hears(budi.id, "Laporan ini sudah dihapus.")).buttons).toEqual([]);
    expect(live.said(budi.id, "Laporan ke-1")).toEqual([]);
  });

  it("is a status message that was on its way meanwhile", async ({ live, seller }) => {
    const held = live.telegram.holdAnswer({ method: "sendMessage", chat: budi.id });
    await live.sends(seller);
    await live.telegram.until(() => live.said(budi.id, "Laporan ke-1").length === 1);
    for (const file of await live.box.chats.forget(budi.id, false)) await live.box.files.remove(file);
    held.end();
    await live.telegram.until(() => live.said(budi.id, "Laporan ke-1").length === 0);
  });

  it("is name and language where there is no report, and it says so", async ({ live, seller }) => {
    seller.says("/delete");
    await live.hears(budi.id, "Hapus nama dan bahasa Anda?");
    expect(await live.box.chats.user(budi.id)).toMatchObject({ name: "Budi", language: "id" });
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Sudah dihapus: nama dan bahasa Anda.");
    expect(await live.box.chats.user(budi.id)).toBe(null);
  });
});
