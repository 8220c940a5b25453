import Database from "better-sqlite3";
import { expect, vi } from "vitest";
import { type BotBox, budi, it, quick, recording } from "./bot.js";

/** Keeps the database to ourselves until the bot has given up waiting for it. */
async function hold(box: BotBox, meanwhile = () => {}): Promise<void> {
  const holder = new Database(box.catat.path("data/catat.db"));
  holder.exec("BEGIN IMMEDIATE");
  meanwhile();
  await vi.waitFor(() => expect(box.log).toContain("the bot waits"), { timeout: 90_000, interval: 200 });
  holder.exec("ROLLBACK");
  holder.close();
}

it.concurrent("a bot outlives a database that is held for longer than it waits", async ({ box, seller }) => {
  await box.start({}, "bot");
  await hold(box);
  seller.says("/start");
  await box.hears(budi.id, "Halo!", 90_000);
  expect(await box.end()).toBe(0);
}, 240_000);

it.concurrent("a report that was sent while the database was held is not sent again", async ({ box, seller }) => {
  const sent = () => box.said(budi.id, "Kirim ulang rekaman ini.");
  await box.start({}, "bot");
  box.telegram.fail({ method: "getFile", status: 400, description: "Bad Request: wrong file_id" });
  seller.sends(recording(quick));
  await box.hears(budi.id, "❌ tidak bisa diambil dari Telegram");
  const answers = box.telegram.holdAnswer({ method: "sendMessage", times: 100 });
  seller.says("/done");
  await box.telegram.until(() => sent().length === 1, 30_000);
  await hold(box, () => answers.end());
  await vi.waitFor(() => expect(deliveries(box)).toEqual([{ status: "DELIVERED", maybe_sent: 0 }]), 90_000);
  expect(await box.end()).toBe(0);
  expect(sent()).toHaveLength(1);
}, 240_000);

function deliveries(box: BotBox): unknown[] {
  const db = new Database(box.catat.path("data/catat.db"), { readonly: true });
  try {
    return db.prepare("SELECT status, maybe_sent FROM deliveries").all();
  } finally {
    db.close();
  }
}
