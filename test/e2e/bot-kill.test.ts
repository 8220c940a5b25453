import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import type { Seller } from "../fakes/telegram/seller.js";
import type { Document } from "../fakes/telegram/shown.js";
import { again, BotBox, budi, quick, recording, rowsOf } from "./bot.js";

let box: BotBox;
let seller: Seller;
beforeEach(async () => {
  box = await BotBox.open();
  seller = box.telegram.user(budi);
  await box.start();
});
afterEach(() => box.close());

const quickRow = ["", "Gang Abadi No. 28, Kudus", "3"];
const secondCopy = "mungkin salinan kedua";

const documents = () => box.telegram.documents(budi.id);
/** What was delivered, once there are so many documents. */
async function delivered(count = 1): Promise<Document[]> {
  await box.telegram.until(() => documents().length >= count, 60_000);
  return documents();
}

async function untilLogged(what: string): Promise<void> {
  while (!box.log.includes(what)) await sleep(10);
}

/** The report is whole and came once, by the time that the bot has stopped; and nothing says that it came before. */
async function expectOneCopy(rows: string[][]): Promise<void> {
  await delivered();
  expect(await box.end()).toBe(0);
  expect(documents().map((d) => rowsOf(d.text))).toEqual([rows]);
  expect(documents()[0]?.caption).not.toContain(secondCopy);
}

it("kill -9 in mid-download: what was half there is fetched again, and the report comes whole", async () => {
  const held = box.telegram.holdDownload({ after: 10_000 });
  seller.sends(recording(quick));
  seller.sends(recording("07.ogg"));
  await box.telegram.until(() => box.telegram.log.some((e) => e.method === "download"));
  await untilHalfThere();
  await box.end("SIGKILL");
  held.end();
  expect((await box.report(1)).recordings[0]?.status).toBe("FETCHING");

  await box.start();
  seller.says("/done");
  await expectOneCopy([quickRow, ["Haryanto", "Jalan Setiabudi No. 118 RT 13 RW 15", "15"]]);
  expect(filesOf(box.catat.path("data/recordings"))).toHaveLength(2);
});

async function untilHalfThere(): Promise<void> {
  const folder = box.catat.path("data/tmp");
  while (!readdirSync(folder).some((name) => name.includes(".1-"))) await sleep(10);
}

it("kill -9 in mid-processing: what was under way is done again, what was done is kept, and the report comes whole", async () => {
  for (const i of [1, 2, 3]) seller.sends(again(i));
  seller.says("/done");
  await untilLogged("recording succeeded");
  await box.end("SIGKILL");
  const killed = (await box.report(1)).recordings.map((r) => r.status);
  expect(killed).toContain("SUCCEEDED");
  expect(killed).toContain("RUNNING");

  await box.start();
  await expectOneCopy([quickRow, quickRow, quickRow]);
  const attempts = (await box.report(1)).recordings.map((r) => r.attempts);
  expect(attempts).toEqual(killed.map((status) => (status === "RUNNING" ? 2 : 1)));
});

describe("kill -9 in mid-delivery", () => {
  beforeEach(() => {
    seller.sends(recording(quick));
    seller.says("/done");
  });

  it("after Telegram put it off: it comes, once", async () => {
    box.telegram.fail({ status: 429, retry_after: 3, method: "sendDocument" });
    await untilLogged("delivery failed");
    await box.end("SIGKILL");
    expect(documents()).toEqual([]);
    await box.start();
    await expectOneCopy([quickRow]);
  });

  it.each(["held back", "lost"])(
    "after Telegram took it, its answer %s: it comes again, and says that it may be a second copy",
    async (answer) => {
      const which = { method: "sendDocument" };
      const fault = answer === "lost" ? box.telegram.loseAnswer(which) : box.telegram.holdAnswer(which);
      await delivered();
      await box.end("SIGKILL");
      fault.end();
      await box.start();
      const [first, second] = await delivered(2);
      expect(first?.caption).not.toContain(secondCopy);
      expect(second?.caption).toContain(secondCopy);
      expect(second?.name).toBe(first?.name);
      expect([first, second].map((d) => rowsOf(d?.text ?? ""))).toEqual([[quickRow], [quickRow]]);
      expect(documents()).toHaveLength(2);
    },
    120_000,
  );

  it("after it was sent, and nobody knows whether it came: it comes, and says that it may be a second copy", async () => {
    box.telegram.swallow({ method: "sendDocument" });
    await box.telegram.until(() => box.telegram.log.some((e) => e.method === "sendDocument"), 60_000);
    await box.end("SIGKILL");
    await box.start();
    const [document, ...more] = await delivered();
    expect(document?.caption).toContain(secondCopy);
    expect(rowsOf(document?.text ?? "")).toEqual([quickRow]);
    expect(more).toEqual([]);
  });
});
