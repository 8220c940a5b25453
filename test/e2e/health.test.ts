import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { admin, BotBox } from "./bot.js";
import { ended, Services } from "./services.js";

let box: BotBox;
beforeEach(async () => {
  box = await BotBox.open();
});
afterEach(() => box.close());

const health = (...args: string[]) => box.catat.run(["health", ...args]);
/** Asks until it says so: a service looks at itself in its own time. */
async function untilSaid(words: RegExp, ...args: string[]) {
  for (;;) {
    const ended = await health(...args);
    if (words.test(ended.out)) return ended;
    await sleep(200);
  }
}

it("a bot that runs is well until it stops, and a worker that does not run is not", async () => {
  expect(await health("bot")).toMatchObject({ code: 1, out: expect.stringContaining("No bot runs on") });
  await box.start({}, "bot");
  expect(await health("bot")).toMatchObject({ code: 0, out: "The bot works.\n" });
  const both = await health("--json");
  expect(both.code).toBe(1);
  expect(JSON.parse(both.out)).toMatchObject([
    { service: "bot", works: true, failure: null },
    { service: "worker", works: false },
  ]);
  await box.end();
  expect(await health("bot", "--lang", "id")).toMatchObject({ code: 1, out: expect.stringMatching(/^Tidak ada bot/) });
});

it("a bot that cannot reach Telegram is not well, and says why", async () => {
  await box.start({}, "bot");
  await box.telegram.close();
  expect(await untilSaid(/^Telegram does not answer at 127\.0\.0\.1/, "bot")).toMatchObject({ code: 1 });
});

it("a worker whose box lacks a model is not well, and says which", async () => {
  await box.start({ CATAT_WHISPER_MODEL: "none", CATAT_MODELS_DIR: box.catat.path("models") }, "worker");
  const { code, out } = await untilSaid(/speech model/, "worker");
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("models/ggml-none.bin is missing") });
});

it("a worker whose box lacks ffmpeg is not well before it has anything to do, and says which program", async () => {
  await box.start({ FFPROBE_PATH: "/nowhere/ffprobe" }, "worker");
  const { code, out } = await untilSaid(/ffprobe/, "worker");
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("/nowhere/ffprobe is missing") });
});

it("a worker that stops says nothing of another that runs", async () => {
  const services = await Services.open();
  try {
    // Without a model, they wait for one.
    const env = { CATAT_WHISPER_MODEL: services.catat.path("none.bin") };
    const [first] = await Promise.all([services.running("worker", env), services.running("worker", env)]);
    await ended(first as ChildProcess, "SIGTERM");
    expect((await services.catat.run(["health", "worker"])).out).toContain("none.bin is missing");
  } finally {
    await services.close();
  }
});

it("a worker in a process of its own tells of its fault in the admins' chat with the bot", async () => {
  const services = await Services.open();
  try {
    const env = { CATAT_WHISPER_MODEL: services.catat.path("none.bin"), CATAT_ADMIN_USER_IDS: String(admin.id) };
    const said = (text: string) =>
      services.telegram.chat(admin.id).some((m) => m.from === "bot" && m.text.includes(text));
    await services.running("bot", env);
    services.telegram.user(admin).says("/start");
    await services.telegram.until(() => said("Halo"));
    await services.running("worker", env);
    await services.telegram.until(() => said("none.bin"));
  } finally {
    await services.close();
  }
});
