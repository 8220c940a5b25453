import { once } from "node:events";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Catat, demo, recordings, repeatable } from "./catat.js";

let catat: Catat;
beforeEach(() => {
  catat = new Catat();
});
afterEach(() => catat.remove());

/** Thirty recordings of different bytes: a trailing byte more does not change what an ogg file says. */
function thirty(): string {
  const folder = catat.path("thirty");
  mkdirSync(folder);
  for (let i = 1; i <= 30; i++) {
    const file = join(folder, `${i}.ogg`);
    copyFileSync(join(recordings, "10.ogg"), file);
    appendFileSync(file, Buffer.alloc(i));
  }
  return folder;
}

it("finishes thirty recordings after kill -9 in the middle, none lost and none twice, loading each model once a run", async () => {
  const folder = thirty();
  const child = catat.start(["process", folder, ...demo, "-o", "out.csv"], repeatable);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  while ((err.match(/✓/g) ?? []).length < 10) {
    if (child.exitCode !== null) throw new Error(`ended early: ${err}`);
    await sleep(50);
  }
  child.kill("SIGKILL");
  await once(child, "close");

  const resumed = await catat.run(["resume"], repeatable);
  expect(resumed.code, resumed.err).toBe(0);
  const lines = readFileSync(catat.path("out.csv"), "utf8").trimEnd().split("\r\n");
  expect(lines.slice(1)).toEqual(Array.from({ length: 30 }, () => '"","Gang Abadi No. 28, Kudus",3'.replace('""', "")));

  const log = readFileSync(catat.path("data/catat.log"), "utf8");
  expect(log.match(/speech model loaded/g)).toHaveLength(2);
  expect(log.match(/extraction model loaded/g)).toHaveLength(2);
}, 300_000);

it("takes thirty recordings with less than 250 MB over what it has once the models are loaded", async () => {
  const child = catat.start(["process", thirty(), ...demo, "-o", "out.csv"], repeatable);
  const ended = once(child, "close");
  let err = "";
  let baseline = 0;
  let most = 0;
  const look = () => {
    const rss = residentBytes(child.pid as number);
    if (/Report 1:/.test(err)) baseline ||= rss;
    most = Math.max(most, rss);
  };
  child.stderr?.on("data", (chunk) => {
    err += chunk;
    look();
  });
  const timer = setInterval(look, 100);
  const [code] = await ended;
  clearInterval(timer);
  expect(code, err).toBe(0);
  expect(baseline).toBeGreaterThan(0);
  expect(most - baseline).toBeLessThan(250 * 2 ** 20);
}, 300_000);

function residentBytes(pid: number): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

it("stops cleanly at Ctrl-C, says how to go on, and goes on", async () => {
  const child = catat.start(["process", recordings, ...demo, "-o", "out.csv"], repeatable);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
    if (/✓/.test(err) && !child.killed) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  expect(err).toContain("catat resume 1");
  const resumed = await catat.run(["resume", "1", "--json"], repeatable);
  expect(resumed.code, resumed.err).toBe(0);
  expect(JSON.parse(resumed.out).recordings.every((r: { attempts: number }) => r.attempts === 1)).toBe(true);
}, 120_000);
