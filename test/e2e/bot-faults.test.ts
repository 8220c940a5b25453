import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { expect } from "vitest";
import { violationsIn } from "../invariants.js";
import { admin, budi, it, quick, recording } from "./bot.js";

const siti = { id: 1002, first_name: "Siti", language_code: "id" };
const both = { CATAT_ALLOWED_USER_IDS: `${budi.id},${siti.id}` };
/** Makes a report end without an engine. */
const noSuchFile = { method: "getFile", status: 400, description: "Bad Request: wrong file_id" };

it.concurrent("outlasts a database that is held for longer than it waits, and sends nothing twice", async ({
  box,
  seller,
}) => {
  await box.start({ CATAT_ADMIN_USER_IDS: String(admin.id) }, "bot");
  box.telegram.user(admin).says("/language");
  await box.hears(admin.id, "bahasa");
  box.telegram.fail(noSuchFile);
  seller.sends(recording(quick));
  await box.hears(budi.id, "❌");
  const held = box.telegram.holdAnswer({ method: "sendMessage", chat: budi.id, times: 100 });
  seller.says("/done");
  await box.hears(budi.id, "Yang gagal:");
  const other = new Database(box.catat.path("data/catat.db"));
  other.exec("BEGIN IMMEDIATE");
  held.end();
  await sleep(17_000);
  other.exec("ROLLBACK");
  await box.hears(admin.id, "dipakai program lain");
  const delivered = "SELECT count(*) FROM deliveries WHERE status = 'DELIVERED'";
  for (let left = 100; left > 0 && other.prepare(delivered).pluck().get() !== 1; left--) await sleep(200);
  other.close();
  seller.says("/help");
  await box.hears(budi.id, "Cara pakai");
  expect(await box.end()).toBe(0);
  expect(box.said(budi.id, "Yang gagal:")).toHaveLength(1);
  expect(violationsIn(box.catat.path("data"))).toEqual([]);
}, 120_000);

it.concurrent("gives a seller their report while another has a hundred answers to come", async ({ box, seller }) => {
  await box.start(both, "bot");
  box.telegram.fail({ ...noSuchFile, times: 2 });
  const other = box.telegram.user(siti);
  for (const each of [seller, other]) {
    each.sends(recording(quick));
    await box.hears(each.id, "❌");
  }
  for (let i = 0; i < 50; i++) for (const says of ["/help", "/reports", "/language"]) seller.says(`${says}`);
  for (let i = 0; i < 10; i++) seller.says("/retry");
  seller.says("/done");
  other.says("/done");
  await box.hears(siti.id, "Yang gagal:", 20_000);
  await box.hears(budi.id, "Yang gagal:", 20_000);
  await box.telegram.until(() => box.telegram.pending === 0);
  expect(await box.end()).toBe(0);
});

it.concurrent("does not ask again and again where Telegram says to wait for longer than a timer can", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  const refusal = { status: 429, retry_after: 10_000_000, times: 1e6 };
  const fault = box.telegram.fail({ method: "getUpdates", ...refusal });
  seller.says("/help");
  await box.telegram.until(() => box.asked("getUpdates").some((e) => e.status === 429));
  await sleep(1500);
  expect(box.asked("getUpdates").filter((e) => e.status === 429)).toHaveLength(1);
  fault.end();
});
