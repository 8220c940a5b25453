import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Mutex } from "async-mutex";
import { pino } from "pino";
import { expect, it } from "vitest";
import { Bound } from "../../src/bot/api/shutdown.js";
import { Bell } from "../../src/bot/loops/wake-up.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { withDeadline } from "../../src/engines/process/deadline.js";
import { workOn } from "../../src/worker/worker.js";

/** As many as a service has in some fourteen hours. */
const many = 50_000;
/** What comes and goes by itself. AbortSignal.any was seen to leave 4 to 5 MB. */
const noise = 1_000_000;

setFlagsFromString("--expose_gc");
const collect: () => void = runInNewContext("gc");

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collect();
    await sleep(10);
  }
  return process.memoryUsage().heapUsed;
}

/** Bytes that so much work leaves behind. */
async function left(work: (times: number) => Promise<void>): Promise<number> {
  await work(2000);
  const before = await heap();
  await work(many);
  return (await heap()) - before;
}

async function repeat(times: number, once: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < times; i++) await once();
}

/** Of a service that runs. */
const { signal } = new AbortController();

it("50,000 wake-ups of what watches the store leave nothing in memory", async () => {
  const bell = new Bell();
  const wakeUp = () => {
    const rung = bell.wait(60_000, signal);
    bell.ring();
    return rung;
  };
  expect(await left((times) => repeat(times, wakeUp))).toBeLessThan(noise);
});

it("50,000 requests to Telegram leave nothing in memory", async () => {
  const bound = new Bound();
  bound.endBy(signal);
  const answers = async () => ({ ok: true, result: true }) as never;
  const own = new AbortController();
  const ask = () => bound.transform(answers, "getMe", {} as never, own.signal as never);
  expect(await left((times) => repeat(times, ask))).toBeLessThan(noise);
});

it("50,000 questions to an engine leave nothing in memory", async () => {
  const ask = () => withDeadline(60, signal, async () => undefined);
  expect(await left((times) => repeat(times, ask))).toBeLessThan(noise);
});

it("50,000 recordings leave nothing in a worker's memory", async () => {
  let [waiting, done] = [0, 0];
  const recording = { id: 1, reportId: 1, attempts: 1, failure: null };
  const store = {
    claim: async () => (waiting-- > 0 ? { recording, template: drinks, token: "" } : null),
    reclaim: async () => 0,
    transcript: async () => transcriptOf([], "id", "none"),
    progress: async () => true,
    succeed: async () => ++done > 0,
  };
  const gate = new Mutex();
  const parts = {
    store,
    model: { sharesCpu: false, contextTokens: 8192, promptTokens: async () => 100 },
    gates: { speech: gate, language: gate },
    log: pino({ level: "silent" }),
    worker: "one",
    isWorkerGone: () => false,
    maxAttempts: 3,
  };
  const stop = new AbortController();
  const service = workOn(parts as never, null, stop.signal);
  const work = async (recordings: number) => {
    [waiting, done] = [recordings, 0];
    while (done < recordings) await sleep(20);
  };
  expect(await left(work)).toBeLessThan(noise);
  stop.abort();
  await service;
});
