import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Entry } from "../fakes/telegram/log.js";
import { type BotBox, budi, it, quick, recording, rowsOf } from "./bot.js";

/** As long as the network is gone. */
const outageMs = 60_000;
const rina = { id: 1002, first_name: "Rina", language_code: "en" };

it("leaves a chat alone for as long as Telegram says, and loses and repeats nothing of what was to be said", async ({
  box,
}) => {
  const { telegram } = box;
  await box.start();
  const seller = telegram.user(budi);
  seller.sends(recording(quick));
  await box.hears(budi.id, "Laporan ke-1");
  telegram.flood.limit = 0;
  telegram.flood.retryAfter = 2;
  telegram.fail({ method: "getUpdates", status: 429, times: 2 });
  telegram.fail({ method: "getFile", status: 429, times: 2 });
  seller.sends(recording("08.ogg"));
  seller.says("/done");
  await telegram.until(() => refused(box, budi.id).length >= 5, 60_000);
  telegram.flood.limit = Number.POSITIVE_INFINITY;
  await box.hears(budi.id, /2 dari 2 rekaman.*✅ Selesai: 2 baris dari 2 rekaman/s, 60_000);
  await telegram.until(() => telegram.documents(budi.id).length > 0, 60_000);
  expect(await box.end()).toBe(0);

  const [document] = telegram.documents(budi.id);
  expect(rowsOf(document?.text ?? "")).toHaveLength(2);
  expect(document?.caption).not.toContain("salinan");
  expect(
    box
      .said(budi.id)
      .map(({ text }) => text.slice(0, 14))
      .sort(),
  ).toEqual(["Laporan ditutu", "Laporan ke-1 ·", "Laporan ke-1 ·"]);
  for (const { at, retry_after = 0 } of refused(box, budi.id))
    expect(box.telegram.log.filter((e) => isWrite(e, budi.id) && e.at > at && e.at < at + retry_after * 1000)).toEqual(
      [],
    );
  expect(telegram.rate(budi.id, 10).requests).toBeLessThanOrEqual(10);
});

const isWrite = (e: Entry, chat: number) => e.from === "bot" && e.chat_id === chat && /^(send|edit)/.test(e.method);
const refused = ({ telegram }: BotBox, chat: number) =>
  telegram.log.filter((e) => isWrite(e, chat) && e.status === 429);

it("goes on where it was when the network was gone for a minute, with a line in the log", async ({ box }) => {
  const { telegram } = box;
  await box.start({ CATAT_ALLOWED_USER_IDS: `${budi.id},${rina.id}` });
  // Rina's report is on its way when the network goes; of Budi's, one recording is half received.
  const sellers = { budi: telegram.user(budi), rina: telegram.user(rina) };
  sellers.rina.sends(recording(quick));
  await box.hears(rina.id, "1 of 1 recording");
  const held = telegram.holdDownload({ after: 1000, chat: budi.id });
  for (const file of ["10.ogg", "08.ogg"]) sellers.budi.sends(recording(file));
  sellers.budi.says("/done");
  await box.hears(budi.id, "1 dari 2 rekaman");
  telegram.swallow({ method: "sendDocument", chat: rina.id });
  sellers.rina.taps("Done");
  await telegram.until(() => box.asked("sendDocument").length > 0);

  telegram.offline(true);
  held.end();
  sellers.budi.sends(recording("06.ogg"));
  await sleep(outageMs);
  const meanwhile = box.log;
  telegram.offline(false);

  await telegram.until(() => telegram.documents(budi.id).length > 0, 120_000);
  await telegram.until(() => telegram.documents(rina.id).length > 0, 120_000);
  await box.hears(budi.id, /Laporan ke-2.*1 dari 1 rekaman/s, 60_000);
  expect(await box.end()).toBe(0);
  expect(telegram.documents(budi.id).map(({ text }) => rowsOf(text).length)).toEqual([2]);
  expect(telegram.documents(budi.id)[0]?.caption).not.toContain("salinan");
  expect(telegram.documents(rina.id).map(({ text }) => rowsOf(text).length)).toEqual([1]);
  expect(telegram.documents(rina.id)[0]?.caption).toContain("This may be a second copy");
  expect(meanwhile.match(/Telegram cannot be reached/g)).toHaveLength(1);
  expect(box.log.match(/Telegram answers again/g)).toHaveLength(1);
  expect(meanwhile.match(/"level":[45]0/g)?.length).toBeLessThan(6);
}, 300_000);
