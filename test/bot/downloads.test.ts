import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "grammy";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BotOptions, Parts } from "../../src/bot/context.js";
import { downloadAll, longestMs } from "../../src/bot/loops/downloads.js";
import { Bell } from "../../src/bot/loops/wake-up.js";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Box } from "../storage/box.js";
import { ani, budi, noLimits } from "../storage/sellers.js";

let folder: string;
let telegram: FakeTelegram;
let box: Box;
let stop: AbortController;
let work: Promise<void>;
let sounds = 0;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "catat-downloads-"));
  telegram = await FakeTelegram.start();
  box = new Box(folder);
  stop = new AbortController();
  work = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await work;
  await telegram.close();
  box.close();
  rmSync(folder, { recursive: true });
});

/** Downloads, each attempt for so many milliseconds at the most. */
function start(limitMs?: (bytes: number) => number): Bell {
  const bell = new Bell();
  const parts = {
    store: box.store,
    files: box.files,
    log: pino({ level: "silent" }),
    api: new Api(telegram.token, { apiRoot: telegram.url }),
    options: { apiRoot: telegram.url, token: telegram.token, local: false } as BotOptions,
    nudge: () => bell.ring(),
    tellAdmins: async () => undefined,
  } as Partial<Parts> as Parts;
  work = downloadAll(parts, bell, stop.signal, limitMs);
  return bell;
}

/** A recording that waits at Telegram. */
async function sent(owner = ani) {
  const { message } = telegram
    .user({ id: owner.user, first_name: "Ani" })
    .sends(Buffer.alloc(5000, `sound ${sounds++}`));
  const source = message?.voice?.file_id ?? "";
  const { recording } = await box.store.receive(
    owner,
    { key: source, name: "a", source, bytes: 5000 },
    drinks,
    noLimits,
  );
  return recording;
}

const recordings = async (report: number) => box.store.recordings(report);
const begun = () => telegram.log.filter((e) => e.method === "download").length;
const temporary = () => readdirSync(box.folders.temporary);

describe("a download", () => {
  it("that trickles without end gives its place to others, leaves nothing behind, and is tried again", async () => {
    const fault = telegram.trickleDownload({ after: 100, chat: ani.chat, times: Number.POSITIVE_INFINITY });
    const slow = [await sent(), await sent(), await sent()];
    const limits = slow.map(() => 500);
    start(() => limits.shift() ?? 600_000);
    await telegram.until(() => begun() === slow.length);
    const other = await sent(budi);
    await expect.poll(() => recordings(other.reportId), { timeout: 20_000 }).toMatchObject([{ status: "QUEUED" }]);
    const late = { code: "download_failed", facts: { reason: "not complete in 1 s" } };
    await expect
      .poll(() => recordings(slow[0]?.reportId ?? 0), { timeout: 20_000 })
      .toMatchObject(slow.map(() => ({ status: "FETCHING", failure: late })));
    fault.end();
    box.clock.now += 120_000;
    const queued = { status: "QUEUED", failure: null };
    await expect
      .poll(() => recordings(slow[0]?.reportId ?? 0), { timeout: 40_000 })
      .toMatchObject([queued, queued, queued]);
    expect(temporary()).toEqual([]);
  });

  it("of what was cancelled or forgotten ends at once, and leaves nothing behind", async () => {
    telegram.trickleDownload({ after: 100, times: 3 });
    const cancelled = [await sent(), await sent()];
    await sent(budi);
    const bell = start();
    await expect.poll(() => temporary().length, { timeout: 20_000 }).toBe(3);
    await box.store.cancelReport(cancelled[0]?.reportId ?? 0);
    await expect.poll(() => temporary().length, { timeout: 20_000 }).toBe(1);
    await box.chats.forget(budi.user, false);
    bell.ring();
    await expect.poll(temporary, { timeout: 20_000 }).toEqual([]);
    const next = await sent(budi);
    await expect.poll(() => recordings(next.reportId), { timeout: 20_000 }).toMatchObject([{ status: "QUEUED" }]);
    expect(begun()).toBe(4);
  });

  it("may take two minutes, and as long as its size needs over a slow line that two others share", () => {
    expect(longestMs(0)).toBe(120_000);
    expect(longestMs(20 * 2 ** 20) / 60_000).toBe(66);
  });

  it("of what is tried again days later has a day of its own", async () => {
    const fault = telegram.trickleDownload({ after: 100, times: Number.POSITIVE_INFINITY });
    const { id, reportId } = await sent();
    await box.store.refuse(id, new Failure("download_failed", { file: "a", reason: "x" }));
    box.db.run("UPDATE recordings SET received_at = received_at - @days, wanted_at = wanted_at - @days", {
      days: 3 * 24 * 3_600_000,
    });
    await box.store.retry(reportId);
    start(() => 500);
    const again = { status: "FETCHING", attempts: 1, failure: { code: "download_failed" } };
    await expect.poll(() => recordings(reportId), { timeout: 60_000 }).toMatchObject([again]);
    fault.end();
    box.clock.now += 120_000;
    await expect.poll(() => recordings(reportId), { timeout: 60_000 }).toMatchObject([{ status: "QUEUED" }]);
  });
});
