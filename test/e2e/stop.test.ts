import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeOllama, finished } from "../fakes/ollama.js";
import { violationsIn } from "../invariants.js";
import { newSeed, seeded } from "../seeded.js";
import { budi, recording } from "./bot.js";
import { demo, type ReportJson, recordings, repeatable } from "./catat.js";
import { ended, processesAt, Services } from "./services.js";

let box: Services;
beforeEach(async () => {
  box = await Services.open();
});
afterEach(() => box.close());

const linux = process.platform === "linux";

it.skipIf(!linux)(
  "a service that is told to stop, at whatever moment, leaves no process behind and costs no recording an attempt",
  async () => {
    const seed = newSeed();
    const random = seeded(seed);
    const seller = box.telegram.user(budi);
    for (const name of ["02.ogg", "05.ogg", "06.ogg", "08.ogg", "10.ogg", "11.ogg"]) seller.sends(recording(name));
    const moments: number[] = [];
    for (let i = 0; i < 5; i++) {
      const child = box.start("serve");
      moments.push(Math.round(random() * 4000));
      const told = `seed ${seed}, stopped after ${moments} ms`;
      await Promise.race([once(child, "close"), sleep(moments.at(-1))]);
      // Before it listens for signals it has nothing to stop, and dies of them.
      expect([0, 130, "SIGTERM"], told).toContain(await ended(child, "SIGTERM"));
      expect(processesAt(box.catat.folder), told).toEqual([]);
    }
    const last = await box.running("serve");
    seller.says("/done");
    await box.telegram.until(() => box.telegram.documents(budi.id).length > 0, 60_000);
    expect(await ended(last, "SIGTERM")).toBe(0);
    const shown = await box.catat.run(["show", "1", "--json"]);
    const report: ReportJson = JSON.parse(shown.out);
    expect(report.recordings.map((r) => [r.status, r.attempts])).toEqual(Array(6).fill(["SUCCEEDED", 1]));
    expect(violationsIn(box.catat.path("data"))).toEqual([]);
  },
  180_000,
);

it("what runs when a stop is asked for is finished, and nothing more is begun", async () => {
  const ollama = await fakeOllama();
  try {
    let answer = () => {};
    ollama.answer = new Promise((resolve) => {
      answer = () => resolve({ body: finished('{"records":[]}') });
    });
    const files = ["02.ogg", "05.ogg", "06.ogg", "08.ogg", "10.ogg", "11.ogg"].map(recording);
    const engines = ["--extractor", "ollama", "--whisper-model", "demo"];
    const env = { ...repeatable, OLLAMA_HOST: ollama.host };
    const child = box.catat.start(["process", ...files, ...engines, "-o", "out.csv"], env);
    child.stdout?.resume();
    child.stderr?.resume();
    const closed = once(child, "close");
    await vi.waitFor(() => expect(ollama.chats).toHaveLength(1), 60_000);
    child.kill("SIGINT");
    answer();
    expect((await closed)[0]).toBe(130);
    const { recordings: after }: ReportJson = JSON.parse((await box.catat.run(["show", "1", "--json"])).out);
    const done = after.filter((r) => r.status === "SUCCEEDED");
    expect(done.length).toBeGreaterThan(0);
    // Two were under way; a third may have been begun where the answer was read before the signal.
    expect(done.length).toBeLessThanOrEqual(3);
    expect(after.filter((r) => r.status !== "SUCCEEDED").map((r) => [r.status, r.attempts])).toEqual(
      Array(files.length - done.length).fill(["QUEUED", 0]),
    );
  } finally {
    await ollama.close();
  }
});

it.skipIf(!linux)("a second Ctrl-C ends it at once, and its engines with it", async () => {
  const child = box.catat.start(["process", recordings, ...demo, "-o", "out.csv"], repeatable);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  while (!/transcribing/.test(err)) await once(child.stderr as NonNullable<typeof child.stderr>, "data");
  const closed = once(child, "close");
  child.kill("SIGSTOP");
  child.kill("SIGINT");
  child.kill("SIGTERM");
  child.kill("SIGCONT");
  expect((await closed)[0]).toBe(130);
  while (processesAt(box.catat.folder).length > 0) await sleep(20);
  expect(err).not.toContain("Stopped.");
});

it("a bot whose Telegram has stopped answering stops all the same, in the time that a container is given", async () => {
  const child = await box.running("bot");
  box.telegram.swallow({ times: 1000 });
  const seller = box.telegram.user(budi);
  seller.says("/help");
  await sleep(500);
  const began = performance.now();
  expect(await ended(child, "SIGTERM")).toBe(0);
  expect(performance.now() - began).toBeLessThan(30_000);
});
