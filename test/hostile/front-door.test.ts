import "../engines-turn.js";
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Catat, demo, type Ended, named, type ReportJson, recordings, repeatable } from "../e2e/catat.js";
import { testFolder } from "../engines/ffmpeg-files.js";
import { Trap } from "./canary.js";
import { corpus, write } from "./corpus.js";

const catat = new Catat();
const inputs = catat.path("in");
let trap: Trap;
let run: Ended;
let report: ReportJson;

/** All that is refused, and what has an unpleasant name: whisper hears two of them. */
beforeAll(async () => {
  mkdirSync(inputs);
  const parts = testFolder();
  trap = await Trap.set(parts);
  const kinds = corpus(join(parts, "parts"), trap);
  const files = Object.entries(kinds).flatMap(([kind, files]) =>
    files.filter(({ ends }) => ends === "refused" || kind === "an unpleasant name"),
  );
  for (const file of files) write(inputs, file);
  copyFileSync(join(recordings, "10.ogg"), join(inputs, "zz-order.ogg"));
  const env = { ...repeatable, CATAT_MAX_RECORDINGS: "1000" };
  run = await catat.run(["process", inputs, ...demo, "-o", "out.csv", "--json"], env);
  report = JSON.parse(run.out);
}, 200_000);
afterAll(() => {
  trap.close();
  catat.remove();
});

it("a good recording among more than sixty hostile ones gives its row, and they give none", () => {
  expect(run.code, run.err).toBe(2);
  expect(report.recordings.length).toBeGreaterThan(60);
  expect(named(report, "zz-order.ogg").rows).toHaveLength(1);
  expect(report.recordings.flatMap((r) => r.rows)).toHaveLength(1);
  const lines = readFileSync(catat.path("out.csv"), "utf8").split("\r\n");
  expect(lines.slice(1)).toEqual([',"Gang Abadi No. 28, Kudus",3', ""]);
});

it("each ends at its first attempt: read, the same as another, or with the reason that is the file's", () => {
  const ofTheFile = ["file_empty", "not_audio", "no_sound", "damaged", "too_short", "too_long"];
  for (const { name, status, attempts, failure } of report.recordings) {
    expect([name, status]).toEqual([name, failure ? "FAILED" : "SUCCEEDED"]);
    expect(attempts).toBeLessThanOrEqual(1);
    if (failure) expect(ofTheFile).toContain(failure.code);
  }
});

it("no name speaks to the terminal", () => {
  expect(run.err.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  expect(run.out.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  expect(readFileSync(catat.path("data/catat.log"), "utf8").replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

it("nobody called the server, and nothing is left behind", () => {
  expect(trap.calls).toBe(0);
  expect(readdirSync(catat.folder).sort()).toEqual(["data", "in", "out.csv"]);
  expect(readdirSync(catat.path("data/tmp"))).toEqual(["empty"]);
  expect(readdirSync(catat.path("data/tmp/empty"))).toEqual([]);
});
