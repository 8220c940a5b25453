import Database from "better-sqlite3";
import { expect, vi } from "vitest";
import { budi, it } from "./bot.js";

it("a bot outlives a database that is held for longer than it waits", async ({ box, seller }) => {
  await box.start({}, "bot");
  const holder = new Database(box.catat.path("data/catat.db"));
  holder.exec("BEGIN IMMEDIATE");
  await vi.waitFor(() => expect(box.log).toContain("the bot waits"), { timeout: 90_000, interval: 200 });
  holder.exec("ROLLBACK");
  holder.close();
  seller.says("/start");
  await box.hears(budi.id, "Halo!", 90_000);
  expect(await box.end()).toBe(0);
}, 240_000);
