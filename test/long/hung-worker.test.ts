import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { recording } from "../e2e/bot.js";
import { Catat, demo, type ReportJson, repeatable } from "../e2e/catat.js";
import { violationsIn } from "../invariants.js";

let catat: Catat;
beforeEach(() => {
  catat = new Catat();
});
afterEach(() => catat.remove());

it("a worker that hangs loses its recordings when its lease ends, and spoils nothing when it wakes up", async () => {
  const files = ["10.ogg", "11.ogg", "08.ogg"].map(recording);
  const hung = catat.start(["process", ...files, ...demo, "-o", "out.csv"], repeatable);
  const closed = once(hung, "close");
  let err = "";
  hung.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  hung.stdout?.resume();
  while (!/transcribing/.test(err)) await once(hung.stderr as Readable, "data");
  hung.kill("SIGSTOP");
  const other = await catat.run(["resume", "1", "--json"], repeatable);
  expect(other.code, other.err).toBe(0);
  const report: ReportJson = JSON.parse(other.out);
  expect(report.recordings.map((r) => r.attempts)).toContain(2);
  const csv = readFileSync(catat.path("out.csv"), "utf8");
  hung.kill("SIGCONT");
  expect((await closed)[0], err).toBe(0);
  expect(readFileSync(catat.path("out.csv"), "utf8")).toBe(csv);
  expect(violationsIn(catat.path("data"))).toEqual([]);
}, 300_000);
