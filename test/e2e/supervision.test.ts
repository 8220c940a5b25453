import { once } from "node:events";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fakeOllama, finished } from "../fakes/ollama.js";
import { Box } from "../storage/box.js";
import { budi, recording, serviceEnv } from "./bot.js";
import { demo, type Ended, type ReportJson, repeatable } from "./catat.js";
import { ended, Services } from "./services.js";

let box: Services;
beforeEach(async () => {
  box = await Services.open();
});
afterEach(() => box.close());

it("a recording that kills its worker three times is set aside with that reason, and the others go on", async () => {
  const { catat } = box;
  const ffmpeg = catat.path("ffmpeg");
  const real = process.env.FFMPEG_PATH || "ffmpeg";
  const lines = `#!/bin/sh\ncase "$*" in */recordings/2-*) kill -9 $PPID;; esac\nexec ${real} "$@"\n`;
  writeFileSync(ffmpeg, lines, { mode: 0o755 });
  const env = { ...repeatable, FFMPEG_PATH: ffmpeg };
  const files = ["10.ogg", "02.ogg", "11.ogg"].map(recording);
  const runs: Ended[] = [await catat.run(["process", ...files, ...demo, "-o", "out.csv"], env)];
  for (let i = 0; i < 3; i++) runs.push(await catat.run(["resume", "1", "--json"], env));

  expect(runs.map((run) => run.code)).toEqual([null, null, null, 2]);
  const report: ReportJson = JSON.parse(runs.at(-1)?.out ?? "");
  expect(report.recordings.map((r) => r.status)).toEqual(["SUCCEEDED", "FAILED", "SUCCEEDED"]);
  expect(report.recordings[1]).toMatchObject({ attempts: 3, failure: { code: "worker_died" } });
  // Beside it once, and never again: one whose worker died is worked on alone.
  expect(report.recordings[0]?.attempts).toBe(2);
  expect(report.recordings[2]?.attempts).toBe(1);
  expect(readFileSync(catat.path("out.csv"), "utf8").trimEnd().split("\r\n")).toHaveLength(3);
});

it("a second bot on the same data folder is refused with a sentence, alone or in serve, until the first has died", async () => {
  const refused = /A bot is running on .*data already: stop it first, or use another CATAT_DATA_DIR\./;
  const first = await box.running("bot");
  for (const command of ["bot", "serve"]) {
    const second = await box.catat.run([command], serviceEnv(box.telegram));
    expect(second.err).toMatch(refused);
    expect(second.code).toBe(1);
  }
  expect(await ended(first, "SIGKILL")).toBe("SIGKILL");
  const next = await box.running("serve");
  expect((await box.catat.run(["bot"], serviceEnv(box.telegram))).err).toMatch(refused);
  expect(await ended(next, "SIGTERM")).toBe(0);
});

it("a database that another process holds for ten seconds is waited for, and nothing is tried twice", async () => {
  const { catat } = box;
  const files = ["10.ogg", "11.ogg"].map(recording);
  const child = catat.start(["process", ...files, ...demo, "-o", "out.csv", "--json"], repeatable);
  const out = text(child.stdout as Readable);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  while (!/transcribing/.test(err)) await once(child.stderr as Readable, "data");
  const other = new Database(catat.path("data/catat.db"));
  other.exec("BEGIN IMMEDIATE");
  await sleep(10_000);
  other.exec("COMMIT");
  other.close();
  const report: ReportJson = JSON.parse(await out);
  expect(report.recordings.map((r) => [r.status, r.attempts])).toEqual(Array(2).fill(["SUCCEEDED", 1]));
});

it("a database that is held for longer than a write waits, just when a recording is done, costs no attempt and no answer", async () => {
  const { catat } = box;
  const data = new Box(catat.path("data"));
  // One whose worker died is worked on alone: nothing else of the worker's wants the database meanwhile.
  const id = await data.report(null, ["runs"]);
  copyFileSync(recording("10.ogg"), data.files.path((await data.store.recordings(id))[0]?.file ?? ""));
  data.close();
  const ollama = await fakeOllama();
  const other = new Database(catat.path("data/catat.db"));
  try {
    const body = finished('{"records":[{"nama":null,"alamat":null,"jumlah_minuman":3}]}');
    let answer = () => {};
    ollama.answer = new Promise((resolve) => {
      answer = () => resolve({ body });
    });
    await box.running("worker", { CATAT_EXTRACTOR: "ollama", OLLAMA_HOST: ollama.host, CATAT_THREADS: "1" });
    await vi.waitFor(() => expect(ollama.chats).toHaveLength(1), 60_000);
    other.exec("BEGIN IMMEDIATE");
    answer();
    const log = () => readFileSync(catat.path("data/catat.log"), "utf8");
    await vi.waitFor(() => expect(log()).toContain("waits to be written"), 120_000);
    other.exec("ROLLBACK");
    const shown = async (): Promise<ReportJson> => JSON.parse((await catat.run(["show", "1", "--json"])).out);
    await vi.waitFor(async () => expect((await shown()).status).toBe("COMPLETED"), 90_000);
    expect((await shown()).recordings).toMatchObject([{ attempts: 2, rows: [{ values: { jumlah_minuman: 3 } }] }]);
    expect(ollama.chats).toHaveLength(1);
  } finally {
    other.close();
    await ollama.close();
  }
}, 240_000);

it("a bot and two workers run side by side: each recording is worked on once", async () => {
  const ollama = await fakeOllama();
  try {
    ollama.answer = { body: finished('{"records":[{"nama":null,"alamat":null,"jumlah_minuman":3}]}') };
    const env = { CATAT_EXTRACTOR: "ollama", OLLAMA_HOST: ollama.host, CATAT_THREADS: "1" };
    const services = [
      await box.running("bot", env),
      await box.running("worker", env),
      await box.running("worker", env),
    ];
    const seller = box.telegram.user(budi);
    for (const name of ["05.ogg", "06.ogg", "08.ogg", "10.ogg", "11.ogg"]) seller.sends(recording(name));
    seller.says("/done");
    await box.telegram.until(() => box.telegram.documents(budi.id).length > 0, 60_000);
    for (const service of services) expect(await ended(service, "SIGTERM")).toBe(0);
    const report: ReportJson = JSON.parse((await box.catat.run(["show", "1", "--json"])).out);
    expect(report.recordings.map((r) => [r.status, r.attempts])).toEqual(Array(5).fill(["SUCCEEDED", 1]));
    expect(ollama.chats).toHaveLength(5);
  } finally {
    await ollama.close();
  }
});
