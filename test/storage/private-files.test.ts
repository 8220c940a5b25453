import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openApp } from "../../src/app/app.js";
import { settingsFrom } from "../../src/config/index.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import type { LanguageModel, Transcriber } from "../../src/ports/index.js";
import { fetchAll, openReport } from "../../src/reports/import.js";
import { make } from "../engines/ffmpeg-files.js";

const folder = mkdtempSync(join(tmpdir(), "catat-private-"));
const dataDir = join(folder, "made", "data");
const before = process.umask(0);
afterAll(() => {
  process.umask(before);
  rmSync(folder, { recursive: true });
});

/** Every file and folder, with its permissions. */
function modes(): Record<string, string> {
  const paths = [dataDir, ...readdirSync(dataDir, { recursive: true }).map((name) => join(dataDir, String(name)))];
  const shown = (path: string) => relative(dataDir, path).replace(/[0-9a-f-]{8,}/g, "…");
  return Object.fromEntries(paths.map((path) => [shown(path), (statSync(path).mode & 0o777).toString(8)]));
}

const model: LanguageModel = {
  contextTokens: 1000,
  sharesCpu: true,
  ready: async () => undefined,
  promptTokens: async () => 10,
  ask: async () => '{"records":[]}',
  close: async () => undefined,
};

it("all that a run makes is for its owner alone, whatever the umask, but for the file that was asked for", async () => {
  const seen: Record<string, string>[] = [];
  const transcriber: Transcriber = {
    ready: async () => undefined,
    async transcribe() {
      seen.push(modes());
      return transcriptOf([], "id", "none");
    },
    close: async () => undefined,
  };
  const settings = settingsFrom({ CATAT_DATA_DIR: dataDir });
  const app = await openApp(settings, { replace: { transcriber, model } });
  const { signal } = new AbortController();
  const source = make(folder, "tone.ogg", "sine=duration=1", "-c:a", "libopus");
  const report = await openReport(app.store, drinks, {}, [{ name: "tone.ogg", source }], 1);
  await fetchAll(app.store, app.files, report.id, signal);
  await app.work(report.id, signal);
  app.log.info("done");
  const csv = join(folder, "asked-for.csv");
  await app.publish(csv, "x");
  seen.push(modes());
  await app.close();
  expect(seen[0]).toMatchObject({
    "": "700",
    "catat.db": "600",
    "catat.db-wal": "600",
    "catat.db-shm": "600",
    "catat.log": "600",
    recordings: "700",
    "recordings/…": "600",
    tmp: "700",
    "tmp/empty": "500",
    "tmp/….….wav": "600",
    workers: "700",
    "workers/….lock": "600",
  });
  for (const [path, mode] of seen.flatMap(Object.entries))
    expect([path, mode]).toEqual([path, expect.stringMatching(/00$/)]);
  expect((statSync(csv).mode & 0o777).toString(8)).toBe("666");
});
