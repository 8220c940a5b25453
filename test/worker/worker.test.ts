import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type App, openApp } from "../../src/app/app.js";
import { settingsFrom } from "../../src/config/index.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import type { LanguageModel, Question, Transcriber } from "../../src/ports/index.js";
import { fetchAll, openReport } from "../../src/reports/import.js";
import { make } from "../engines/ffmpeg-files.js";

let folder: string;
let app: App;
/** How often the transcriber was asked, and what makes it answer. */
let heard: number;
let answer: () => void;
const asked: Question[] = [];
const { signal } = new AbortController();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "catat-worker-"));
  heard = 0;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const spoken = [{ text: "tiga teh", start: 0, end: 1, logProbability: 0, noSpeech: 0, words: [] }];
  const transcriber: Transcriber = {
    ready: async () => undefined,
    async transcribe() {
      heard += 1;
      await answered;
      return transcriptOf(spoken, "id", "none");
    },
    close: async () => undefined,
  };
  const model: LanguageModel = {
    contextTokens: 8192,
    sharesCpu: false,
    ready: async () => undefined,
    promptTokens: async () => 100,
    async ask(question) {
      asked.push(question);
      return '{"records":[]}';
    },
    close: async () => undefined,
  };
  app = await openApp(settingsFrom({ CATAT_DATA_DIR: join(folder, "data") }), { replace: { transcriber, model } });
  asked.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await app.close();
  rmSync(folder, { recursive: true });
});

/** A report of one recording, which is being transcribed. */
async function transcribing(): Promise<{ id: number; work: Promise<void> }> {
  const source = make(folder, "tone.ogg", "sine=duration=1", "-c:a", "libopus");
  const { id } = await openReport(app.store, drinks, {}, [{ name: "tone.ogg", source }], 1);
  await fetchAll(app.store, app.files, id, signal);
  const work = app.work(id, signal);
  while (heard === 0) await sleep(10);
  return { id, work };
}

it("a box that slept for an hour goes on with what it had in hand, at no cost of an attempt", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const { id, work } = await transcribing();
  vi.setSystemTime(Date.now() + 3_600_000);
  const reclaim = vi.spyOn(app.store, "reclaim");
  while (reclaim.mock.calls.length < 2) await sleep(10);
  answer();
  await work;
  expect(await app.store.recordings(id)).toMatchObject([{ status: "SUCCEEDED", attempts: 1 }]);
  expect(asked).toHaveLength(1);
});

it("a recording whose report was cancelled as it was transcribed is not read any further", async () => {
  const { id, work } = await transcribing();
  await app.store.cancelReport(id);
  answer();
  await work;
  expect(asked).toEqual([]);
  expect(await app.store.recordings(id)).toMatchObject([{ status: "FAILED", failure: { code: "cancelled" } }]);
});

it("a recording whose report was cancelled as it waited for its turn is not transcribed", async () => {
  const first = await transcribing();
  const progress = vi.spyOn(app.store, "progress");
  const source = make(folder, "other.ogg", "sine=duration=1:frequency=900", "-c:a", "libopus");
  const { id } = await openReport(app.store, drinks, {}, [{ name: "other.ogg", source }], 1);
  await fetchAll(app.store, app.files, id, signal);
  const second = app.work(id, signal);
  while (progress.mock.calls.length === 0) await sleep(10);
  await app.store.cancelReport(id);
  answer();
  await Promise.all([first.work, second]);
  expect(heard).toBe(1);
});
