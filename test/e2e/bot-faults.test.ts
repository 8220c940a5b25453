import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { budi, it, quick, recording } from "./bot.js";

const siti = { id: 1002, first_name: "Siti", language_code: "id" };
const both = { CATAT_ALLOWED_USER_IDS: `${budi.id},${siti.id}` };
/** Makes a report end without an engine. */
const noSuchFile = { method: "getFile", status: 400, description: "Bad Request: wrong file_id" };

it.concurrent("gives a seller their report while another has a hundred answers to come", async ({ box, seller }) => {
  await box.start(both, "bot");
  box.telegram.fail({ ...noSuchFile, times: 1000 });
  const other = box.telegram.user(siti);
  for (const each of [seller, other]) {
    each.sends(recording(quick));
    await box.hears(each.id, "❌");
  }
  for (let i = 0; i < 50; i++) for (const says of ["/help", "/reports", "/language"]) seller.says(says);
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
