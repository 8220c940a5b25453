import { readdirSync } from "node:fs";
import { expect } from "vitest";
import { type BotBox, budi, it, quick, recording } from "./bot.js";

const temporary = (box: BotBox) => readdirSync(box.catat.path("data/tmp"));
const none = { timeout: 30_000 };

/** Every place for a download is taken by one that goes on for minutes. */
async function allTaken(box: BotBox, sends: () => unknown): Promise<void> {
  box.telegram.trickleDownload({ after: 100, times: 3 });
  for (let i = 0; i < 3; i++) sends();
  await expect.poll(() => temporary(box).length, none).toBe(3);
}

it.concurrent("ends the downloads of a report that is cancelled, and fetches the next one's", async ({
  box,
  seller,
}) => {
  await box.start({}, "bot");
  await allTaken(box, () => seller.sends(recording(quick)));
  seller.says("/cancel");
  await box.hears(budi.id, "Batalkan Laporan ke-1");
  seller.taps("Ya");
  await expect.poll(() => temporary(box), none).toEqual([]);
  seller.sends(recording("06.ogg"));
  await box.hears(budi.id, /Laporan ke-2.*menunggu giliran/s);
});

it.concurrent("ends the downloads of whom 'catat purge' removes", async ({ box, seller }) => {
  await box.start({}, "bot");
  await allTaken(box, () => seller.sends(recording(quick)));
  expect((await box.catat.run(["purge", "--user", String(budi.id)])).code).toBe(0);
  await expect.poll(() => temporary(box), none).toEqual([]);
  seller.sends(recording("06.ogg"));
  await box.hears(budi.id, /Laporan ke-2.*menunggu giliran/s);
});
