import { join } from "node:path";
import { expect } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import type { Job } from "../../src/ports/index.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { type BotBox, budi, it, quick, recording } from "./bot.js";

const database = (box: BotBox) => new Connection(join(box.catat.folder, "data/catat.db"));

/** A worker beside the bot takes the next recording, and it ends so. */
async function work(box: BotBox, failure: Failure | null): Promise<void> {
  const store = new SqliteJobStore(database(box));
  const { recording, token } = (await store.claim({ worker: "w", leaseMs: 60_000 })) as Job;
  if (failure) await store.fail(recording.id, token, failure, null);
  else await store.succeed(recording.id, token, { rows: [], droppedRows: 0 }, {});
  await store.close();
}

const engine = new Failure("answer_invalid", { reason: "x" });
const shown = (box: BotBox, chat = budi.id) => box.said(chat, /▓|░/).map((m) => m.text.split("\n")[0]);

it.concurrent("tries a note that failed again when it is sent again, also after its report was delivered", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  await work(box, engine);
  const failed = await box.hears(budi.id, /1\. .*mesin gagal mengolahnya/);
  expect(failed.buttons).toEqual(["Selesai", "Batalkan", "Coba lagi yang gagal"]);
  seller.sends(recording(quick));
  await box.hears(budi.id, /^Rekaman ini sama dengan rekaman 1 yang gagal, jadi rekaman itu dicoba lagi\.$/);
  await box.hears(budi.id, /1\. .* – menunggu giliran\n2\. .*sama dengan rekaman 1/);
  await work(box, engine);
  seller.says("/done");
  await box.hears(budi.id, "Yang gagal:");
  seller.sends(recording(quick));
  const told = await box.hears(budi.id, /sama dengan rekaman 1 yang gagal di Laporan ke-1 · /);
  expect(told.text).toMatch(/, jadi rekaman itu dicoba lagi\. Laporan ke-1 · .* dikirim begitu selesai\.$/);
  await box.hears(budi.id, /1\. .* – menunggu giliran\n2\. .*\n3\. .*sama dengan rekaman 1/);
  await box.telegram.until(() => shown(box).every((title) => title?.startsWith("Laporan ke-1 · ")));
  await work(box, null);
  await box.telegram.until(() => box.telegram.documents(budi.id).length === 1);
  expect(box.telegram.documents(budi.id)[0]?.name).toMatch(/-budi-1-v2\.csv$/);
  expect(JSON.parse((await box.catat.run(["reports", "--json"])).out)).toHaveLength(1);
});

it.concurrent("tries again, at /retry, what failed in an earlier report than the last, and names it", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  for (const failure of [engine, null]) {
    seller.sends(recording(failure ? quick : "06.ogg"));
    await box.hears(budi.id, failure ? /ke-1.*menunggu giliran/s : /ke-2.*menunggu giliran/s);
    await work(box, failure);
    seller.says("/done");
    await box.hears(budi.id, failure ? "Yang gagal:" : "Selesai: 0 baris");
  }
  seller.says("/retry");
  await box.hears(budi.id, /^1 rekaman dicoba lagi\. Laporan ke-1 · .* dikirim begitu selesai\.$/);
  seller.says("/retry");
  await box.hears(budi.id, "Tidak ada rekaman yang gagal");
});

it.concurrent("takes what is sent to another bot on the same data, whose messages count from 1 anew", async ({
  box,
  seller,
  onTestFinished,
}) => {
  await box.start({}, "bot");
  const update = seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  await box.end();
  // As a database of before has it.
  const db = database(box);
  db.run("UPDATE recordings SET key = replace(key, 'telegram:700:', 'telegram:')");
  expect(db.first("SELECT key FROM recordings")).toEqual({ key: `telegram:${budi.id}:1` });
  db.close();
  box.telegram.repeat(update);
  await box.start({}, "bot");
  seller.says("/help");
  await box.hears(budi.id, "Cara pakai");
  await box.end();
  expect((await box.report(1)).recordings).toHaveLength(1);

  const other = await FakeTelegram.start({ token: "701:another-bot" });
  onTestFinished(() => other.close());
  await box.start({ TELEGRAM_BOT_TOKEN: other.token, TELEGRAM_API_ROOT: other.url }, "bot");
  const { message } = other.user(budi).sends(recording("06.ogg"));
  expect(message?.message_id).toBe(update.message?.message_id);
  await other.until(() => other.chat(budi.id).some((m) => /1\. .*\n2\. .* – menunggu giliran/.test(m.text)), 60_000);
});

it.concurrent("counts a seller's reports of a day on after /delete, so that no two have one name", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  seller.sends(recording(quick));
  await box.hears(budi.id, /Laporan ke-1.*menunggu giliran/s);
  seller.says("/delete");
  await box.hears(budi.id, "Hapus semua data?");
  seller.taps("Ya");
  await box.hears(budi.id, "Sudah dihapus: 1 laporan");
  seller.sends(recording(quick));
  await box.hears(budi.id, /Laporan ke-2.*menunggu giliran/s);
});
