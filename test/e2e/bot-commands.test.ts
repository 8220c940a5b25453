import { expect } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { budi, it, quick, recording } from "./bot.js";

it.concurrent("registers its commands with Telegram in both languages", async ({ box }) => {
  await box.start({}, "bot");
  await box.telegram.until(() => box.telegram.commands.length === 2);
  const all = "start help done selesai status cancel reports retry delete language".split(" ");
  for (const { commands } of box.telegram.commands) expect(commands.map((c) => c.command)).toEqual(all);
  const [indonesian, english] = box.telegram.commands;
  expect(indonesian).toMatchObject({
    language_code: "",
    commands: { 1: { description: "Cara pakai dan batasnya" } },
  });
  expect(english).toMatchObject({
    language_code: "en",
    commands: { 1: { description: "How it works, and the limits" } },
  });
});

it.concurrent("answers anything else with one helpful line", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.says("berapa harga teh botol?");
  expect((await box.hears(budi.id, "/help")).text.split("\n")).toHaveLength(1);
  seller.says("/apa");
  await box.telegram.until(() => box.said(budi.id).length === 2);
  seller.sends(Buffer.from("%PDF-1.7"), { kind: "document", file_name: "daftar.pdf", mime_type: "application/pdf" });
  await box.hears(budi.id, "Ini bukan rekaman suara.");
  await box.end();
  expect(box.said(budi.id)).toHaveLength(3);
  expect(box.asked("getFile")).toEqual([]);
});

it.concurrent("speaks the language of the seller's Telegram, until another is chosen", async ({ box }) => {
  await box.start({}, "bot");
  const guest = { ...budi, language_code: "en" };
  const english = box.telegram.user(guest);
  english.says("/start");
  await box.hears(budi.id, "Hello!");
  english.says("/language");
  await box.hears(budi.id, "Which language?");
  english.taps("Bahasa Indonesia");
  await box.hears(budi.id, "Sekarang pakai bahasa Indonesia.");
  english.sends(recording(quick));
  await box.hears(budi.id, "Laporan ke-1");
  expect(box.said(budi.id, "Which language?")).toEqual([]);
});

it.concurrent("shows at /status the one status message anew, at the end of the chat", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.says("/status");
  await box.hears(budi.id, "Tidak ada laporan yang terbuka.");
  seller.sends(recording(quick));
  const before = await box.hears(budi.id, "menunggu giliran");
  seller.says("/status");
  const isAnew = () => box.said(budi.id, "Laporan ke-1").every((m) => m.message_id > before.message_id);
  await box.telegram.until(() => box.said(budi.id, "Laporan ke-1").length === 1 && isAnew());
});

it.concurrent("cancels a report only when its seller is sure", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.says("/cancel");
  await box.hears(budi.id, "Tidak ada laporan yang bisa dibatalkan.");
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  seller.says("/cancel");
  await box.hears(budi.id, "Batalkan Laporan ke-1");
  seller.taps("Tidak");
  await box.hears(budi.id, "Tidak jadi dibatalkan.");
  expect((await box.report(1)).status).toBe("OPEN");
  seller.says("/cancel");
  await box.hears(budi.id, "Batalkan Laporan ke-1");
  seller.taps("Ya");
  await box.hears(budi.id, /Laporan ke-1.*Laporan dibatalkan/s);
  await box.hears(budi.id, /^Laporan dibatalkan\.$/);
  expect((await box.report(1)).status).toBe("CANCELLED");
  expect(box.said(budi.id, "Laporan ke-1")).toMatchObject([{ buttons: [] }]);
});

it.concurrent("says again what is still to do when /done comes twice", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  seller.says("/done");
  const first = await box.hears(budi.id, "Laporan ditutup.");
  seller.says("/selesai");
  await box.telegram.until(() => box.said(budi.id, first.text).length === 2);
});

it.concurrent("tells of a report that failed, sends it again from /reports, and goes on with it at /retry", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  seller.says("/retry");
  await box.hears(budi.id, "Tidak ada rekaman yang gagal");
  seller.says("/reports");
  await box.hears(budi.id, "Belum ada laporan.");
  box.telegram.fail({ method: "getFile", status: 400, description: "Bad Request: wrong file_id" });
  seller.sends(recording(quick));
  await box.hears(budi.id, "❌ tidak bisa diambil dari Telegram");
  seller.says("/done");
  const delivered = () => box.said(budi.id, "Kirim ulang rekaman ini.").filter((m) => m.buttons.length > 0);
  await box.telegram.until(() => delivered().length === 1);
  seller.says("/reports");
  const list = await box.hears(budi.id, "Laporan terakhir");
  seller.taps(list.buttons[0] ?? "");
  await box.telegram.until(() => delivered().length === 2);
  seller.says("/retry");
  await box.hears(budi.id, "1 rekaman dicoba lagi.");
  await box.hears(budi.id, "menunggu giliran");
  expect((await box.report(1)).status).toBe("PROCESSING");
});

it.concurrent("leaves a seller's report to the bot at 'catat resume' and 'catat retry'", async ({ box, seller }) => {
  const command = (...args: string[]) => box.catat.run([...args, "--lang", "en"]);
  await box.start({}, "bot");
  const outage = box.telegram.fail({ method: "getFile", status: 500, times: 1000 });
  seller.sends(recording(quick));
  await box.hears(budi.id, "belum bisa diambil dari Telegram");
  const resumed = await command("resume", "1");
  expect([resumed.code, resumed.err]).toEqual([1, expect.stringContaining("Report 1 is a seller's")]);
  expect((await command("show", "1")).out).toContain("Report 1 is a seller's");
  expect(await box.report(1)).toMatchObject({ status: "OPEN", recordings: [{ status: "FETCHING" }] });
  outage.end();
  box.telegram.fail({ method: "getFile", status: 400, description: "Bad Request: wrong file_id" });
  seller.says("/done");
  await box.telegram.until(() => box.said(budi.id, "Kirim ulang rekaman ini.").length > 0, 60_000);
  const retried = await command("retry", "1");
  expect([retried.code, retried.err]).toEqual([0, expect.stringContaining("1 recording will be tried again.")]);
  await box.hears(budi.id, "menunggu giliran");
  expect(await box.report(1)).toMatchObject({ status: "PROCESSING", recordings: [{ status: "QUEUED" }] });
});

it.concurrent("deletes everything of a seller, when they are sure", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.says("/delete");
  await box.hears(budi.id, "Hapus nama dan bahasa Anda?");
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  seller.says("/delete");
  await box.hears(budi.id, "Hapus semua data?");
  seller.taps("Tidak");
  await box.hears(budi.id, "Tidak jadi dihapus.");
  expect((await box.report(1)).recordings).toHaveLength(1);
  seller.says("/delete");
  await box.hears(budi.id, "Hapus semua data?");
  seller.taps("Ya");
  await box.hears(budi.id, "Sudah dihapus: 1 laporan");
  await box.end();
  expect(JSON.parse((await box.catat.run(["reports", "--json"])).out)).toEqual([]);
  expect((await box.catat.run(["users"])).out).not.toContain("Budi");
  expect(filesOf(box.catat.path("data/recordings"))).toEqual([]);
});
