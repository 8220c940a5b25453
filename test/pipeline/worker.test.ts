import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it, vi } from "vitest";
import { openApp } from "../../src/app.js";
import { settingsFrom } from "../../src/config/index.js";
import { drinks } from "../../src/domain/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { fetchAll, openReport } from "../../src/pipeline/intake.js";
import type { Transcriber } from "../../src/ports.js";
import { make } from "../engines/ffmpeg-files.js";

const folder = mkdtempSync(join(tmpdir(), "catat-worker-"));
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

it("a box that slept for an hour goes on with what it had in hand, at no cost of an attempt", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let wakeUp = () => {};
  let begun = false;
  const awake = new Promise<void>((resolve) => {
    wakeUp = resolve;
  });
  const transcriber: Transcriber = {
    ready: async () => undefined,
    async transcribe() {
      begun = true;
      await awake;
      return transcriptOf([], "id", "none");
    },
    close: async () => undefined,
  };
  const app = await openApp(settingsFrom({ CATAT_DATA_DIR: join(folder, "data") }), { replace: { transcriber } });
  const { signal } = new AbortController();
  const source = make(folder, "tone.ogg", "sine=duration=1", "-c:a", "libopus");
  const { id } = await openReport(app.store, drinks, {}, [{ name: "tone.ogg", source }], 1);
  await fetchAll(app.store, app.files, id, signal);
  const work = app.work(id, signal);
  while (!begun) await sleep(10);

  vi.setSystemTime(Date.now() + 3_600_000);
  const reclaim = vi.spyOn(app.store, "reclaim");
  while (reclaim.mock.calls.length < 2) await sleep(10);
  wakeUp();
  await work;
  expect(await app.store.recordings(id)).toMatchObject([{ status: "SUCCEEDED", attempts: 1 }]);
  await app.close();
});
