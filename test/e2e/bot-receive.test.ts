import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { BotBox, budi, it, quick, recording } from "./bot.js";

const mebibyte = 2 ** 20;

it.concurrent("says of a file over 20 MB that it is too big, and how to split it, before it is asked for", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  const sent = { kind: "audio", file_name: "rapat.mp3", file_size: 25 * mebibyte } as const;
  seller.sends(recording(quick), sent);
  const refusal = await box.hears(budi.id, "rapat.mp3");
  expect(refusal.text).toMatch(/terlalu besar \(25 MB, paling besar 20 MB\)\. Bagi menjadi beberapa rekaman/);
  await box.end();
  expect([...box.asked("getFile"), ...box.asked("download")]).toEqual([]);
});

it.concurrent("hears from Telegram that a file of untold size is too big", async ({ box, seller }) => {
  await box.start({}, "bot");
  const sent = { kind: "audio", file_name: "rapat.mp3", file_size: null } as const;
  seller.sends(Buffer.alloc(20 * mebibyte + 1), sent);
  expect((await box.hears(budi.id, "❌")).text).toContain("rapat.mp3 – ❌ terlalu besar (lebih dari 20 MB)");
  await box.end();
  expect(box.asked("download")).toEqual([]);
});

it.concurrent("takes a recording whose update comes twice once, across a restart too", async ({ box, seller }) => {
  await box.start({}, "bot");
  const update = seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  box.telegram.repeat(update);
  seller.sends(recording("06.ogg"));
  await box.hears(budi.id, /menunggu giliran.*menunggu giliran/s);
  await box.end();
  box.telegram.repeat(update);
  await box.start({}, "bot");
  seller.says("/help");
  await box.hears(budi.id, "Cara pakai");
  await box.end();
  expect((await box.report(1)).recordings).toHaveLength(2);
  expect(box.said(budi.id)).toHaveLength(2);
  expect(box.asked("getFile")).toHaveLength(2);
});

it.concurrent("takes a file over 20 MB from the disk of a local Bot API server", async ({ onTestFinished }) => {
  const folder = mkdtempSync(join(tmpdir(), "catat-bot-api-"));
  const box = await BotBox.open({ local: folder });
  onTestFinished(async () => {
    await box.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await box.start({ CATAT_TELEGRAM_LOCAL: "1" }, "bot");
  const big = randomBytes(21 * mebibyte);
  box.telegram.user(budi).sends(big, { kind: "document", file_name: "rapat.wav" });
  await box.hears(budi.id, "rapat.wav – menunggu giliran");
  const [kept = ""] = filesOf(box.catat.path("data/recordings"));
  expect(readFileSync(box.catat.path(`data/recordings/${kept}`)).equals(big)).toBe(true);
  expect(box.asked("download")).toEqual([]);
});

it.concurrent("goes on with a seller who had blocked the bot, once they are back", async ({ box, seller }) => {
  await box.start({}, "bot");
  box.telegram.fail({ method: "getFile", status: 400, description: "Bad Request: wrong file_id" });
  seller.sends(recording(quick));
  await box.hears(budi.id, "❌ tidak bisa diambil dari Telegram");
  seller.blocks();
  seller.says("/done");
  // The answer, the status and the report.
  await box.telegram.until(() => box.telegram.log.filter((e) => e.status === 403).length >= 3);
  seller.blocks(false);
  seller.sends(recording("06.ogg"));
  await box.hears(budi.id, "Laporan ke-2");
  expect((await box.hears(budi.id, "Yang gagal:")).buttons).toEqual(["Coba lagi yang gagal", "Lihat isi rekaman"]);
});

it.concurrent("begins the next report with what comes after /done, and says so", async ({ box, seller }) => {
  await box.start({}, "bot");
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  seller.taps("Selesai");
  await box.hears(budi.id, "Laporan ditutup. Tinggal 1 rekaman, lalu laporannya dikirim ke sini.");
  seller.sends(recording("06.ogg"));
  seller.sends(recording("08.ogg"));
  await box.hears(budi.id, "Laporan sebelumnya sudah ditutup, jadi rekaman ini membuka laporan berikutnya.");
  await box.hears(budi.id, /Laporan ke-2.*0 dari 2 rekaman/s);
  expect(box.said(budi.id, "membuka laporan berikutnya")).toHaveLength(1);
});
