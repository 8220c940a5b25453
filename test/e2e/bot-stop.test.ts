import { writeFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { budi, it, quick, recording } from "./bot.js";

it.concurrent("confirms at SIGTERM only updates that were handled, and handles the others at the next start", async ({
  box,
  seller,
}) => {
  const { telegram } = box;
  await box.start({}, "bot");
  await telegram.until(() => box.asked("getUpdates").length === 1);
  // The first recording comes with the poll that is under way; the answer with the second is lost in the stop.
  telegram.holdAnswer({ method: "getUpdates" });
  seller.sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  seller.sends(recording("06.ogg"));
  await telegram.until(() => box.asked("getUpdates")[1]?.done);
  expect(await box.end()).toBe(0);
  expect(box.err).toContain("Stopped. Nothing is lost");
  expect(telegram.pending).toBe(1);
  expect((await box.report(1)).recordings).toHaveLength(1);
  await box.start({}, "bot");
  await box.hears(budi.id, /menunggu giliran.*menunggu giliran/s);
  expect(await box.end()).toBe(0);
  expect(telegram.pending).toBe(0);
});

it.concurrent("stops with a plain sentence when its token is taken from it", async ({ box }) => {
  await box.start({}, "bot");
  box.telegram.fail({ method: "getUpdates", status: 401, description: "Unauthorized" });
  box.telegram.user(budi).says("/start");
  expect(await box.ended()).toBe(1);
  expect(box.err).toContain("Telegram does not accept the bot's token (Unauthorized)");
});

it.concurrent("keeps the token out of its log and its words, whatever goes wrong", async ({ box, expect }) => {
  const { telegram } = box;
  await box.start({ CATAT_LOG_LEVEL: "debug" }, "bot");
  telegram.cutDownload({ after: 1000 });
  telegram.fail({ method: "getFile", status: 500 });
  telegram.loseAnswer({ method: "sendMessage" });
  telegram.loseAnswer({ method: "editMessageText" });
  telegram.user(budi).sends(recording(quick));
  await box.hears(budi.id, "menunggu giliran");
  telegram.offline(true);
  await expect.poll(() => box.log, { timeout: 30_000 }).toContain("Telegram cannot be reached");
  telegram.offline(false);
  await expect.poll(() => box.log, { timeout: 60_000 }).toContain("Telegram answers again");
  await box.end();
  expect(box.log).toContain("download failed");
  expect(box.log + box.err).not.toContain(telegram.token.split(":")[1]);
});

describe("does not start, and says why in a sentence without the token,", () => {
  const secret = "AAH-very-secret";
  it.concurrent.for<[string, Record<string, string>, string | RegExp]>([
    [
      "when Telegram does not know the token",
      { TELEGRAM_BOT_TOKEN: `700:${secret}` },
      "does not accept the bot's token",
    ],
    ["when the token cannot be one", { TELEGRAM_BOT_TOKEN: secret }, "does not accept the bot's token"],
    ["when there is none", {}, "The bot's token is missing: @BotFather gives one"],
    [
      "when its file is not there",
      { TELEGRAM_BOT_TOKEN_FILE: "token" },
      /The token file .*token cannot be read \(ENOENT\)/,
    ],
    [
      "when Telegram cannot be reached",
      { TELEGRAM_BOT_TOKEN: `700:${secret}`, TELEGRAM_API_ROOT: "http://127.0.0.1:9" },
      "Telegram does not answer at 127.0.0.1:9",
    ],
  ])("%s", async ([, env, sentence], { box }) => {
    const { code, err } = await box.catat.run(["bot"], { TELEGRAM_API_ROOT: box.telegram.url, ...env });
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err + box.log).not.toContain(secret);
  });

  it.concurrent("reads the token from a file", async ({ box }) => {
    writeFileSync(box.catat.path("token"), `${box.telegram.token}\n`);
    await box.start({ TELEGRAM_BOT_TOKEN: "", TELEGRAM_BOT_TOKEN_FILE: box.catat.path("token") }, "bot");
    expect(await box.end()).toBe(0);
  });
});
