import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openApp } from "../../src/app/app.js";
import { withApp } from "../../src/cli/context.js";
import { settingsFrom } from "../../src/config/index.js";
import type { Transcriber } from "../../src/ports/index.js";
import { haveDataAlone } from "../../src/storage/locks/data-lock.js";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "catat-app-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const env = () => ({ CATAT_DATA_DIR: dataDir });
/** The locks of workers that live. */
const workers = () => readdirSync(join(dataDir, "workers")).filter((name) => name.endsWith(".lock"));

it("an engine that cannot be closed keeps neither the database nor the locks", async () => {
  const transcriber = { close: () => Promise.reject(new Error("it hangs")) } as unknown as Transcriber;
  const app = await openApp(settingsFrom(env()), { replace: { transcriber } });
  await expect(app.close()).rejects.toThrow("it hangs");
  haveDataAlone(dataDir).close();
  expect(workers()).toEqual([]);
  await expect(app.store.reports()).rejects.toThrow(/not open/);
});

it("a start that fails half-way leaves no lock behind", async () => {
  mkdirSync(join(dataDir, "workers"));
  writeFileSync(join(dataDir, "recordings"), "a file");
  await expect(openApp(settingsFrom(env()))).rejects.toThrow();
  haveDataAlone(dataDir).close();
  expect(workers()).toEqual([]);
});

it("what went wrong in a command is told, and not what went wrong as it ended", async () => {
  const context = { env: env(), signal: new AbortController().signal };
  const command = withApp(context, {}, {}, async (app) => {
    const { close } = app;
    app.close = () => close().then(() => Promise.reject(new Error("the end")));
    throw new Error("the work");
  });
  await expect(command).rejects.toThrow("the work");
});
