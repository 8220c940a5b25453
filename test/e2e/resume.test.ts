import type { ChildProcess } from "node:child_process";
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

/** Recordings of different bytes: a trailing byte more does not change what an ogg file says. */
function many(count: number): string {
  const folder = catat.path("many");
  mkdirSync(folder);
  for (let i = 1; i <= count; i++) {
    const file = join(folder, `${i}.ogg`);
    copyFileSync(join(recordings, "10.ogg"), file);
    appendFileSync(file, Buffer.alloc(i));
  }
  return folder;
}

it("finishes thirty recordings after kill -9 in the middle, none lost and none twice, with each model loaded once a run and little memory", async () => {
  const child = catat.start(["process", many(30), ...demo, "-o", "out.csv"], repeatable);
  let err = "";
  child.stderr?.on("data", (chunk) => {
    err += chunk;
  });
  while ((err.match(/✓/g) ?? []).length < 5) {
    if (child.exitCode !== null) throw new Error(`ended early: ${err}`);
    await sleep(50);
  }
  child.kill("SIGKILL");
  await once(child, "close");

  const { code, grown } = await growthOf(catat.start(["resume"], repeatable));
  expect(code).toBe(0);
  const lines = readFileSync(catat.path("out.csv"), "utf8").trimEnd().split("\r\n");
  expect(lines.slice(1)).toEqual(Array.from({ length: 30 }, () => '"","Gang Abadi No. 28, Kudus",3'.replace('""', "")));

  const log = readFileSync(catat.path("data/catat.log"), "utf8");
  expect(log.match(/speech model loaded/g)).toHaveLength(2);
  expect(log.match(/extraction model loaded/g)).toHaveLength(2);
  expect(grown).toBeLessThan(250 * 2 ** 20);
}, 300_000);

/** How many bytes a process grows over what it has once the models are loaded and the first recording is under way. */
async function growthOf(child: ChildProcess): Promise<{ code: number; grown: number }> {
  const ended = once(child, "close");
  let err = "";
  let baseline = 0;
  let most = 0;
  const look = () => {
    const rss = residentBytes(child.pid as number);
    if (err.includes("converting")) baseline ||= rss;
    most = Math.max(most, rss);
  };
  child.stdout?.resume();
  child.stderr?.on("data", (chunk) => {
    err += chunk;
    look();
  });
  const timer = setInterval(look, 100);
  const [code] = await ended;
  clearInterval(timer);
  expect(baseline, err).toBeGreaterThan(0);
  return { code, grown: most - baseline };
}

function residentBytes(pid: number): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

it("stops cleanly at Ctrl-C, says how to go on, and goes on", async () => {
  const child = catat.start(["process", many(5), ...demo, "-o", "out.csv"], repeatable);
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
});
