import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { violationsIn } from "../invariants.js";
import { seeded } from "../seeded.js";
import { Catat, demo, recordings, repeatable } from "./catat.js";

/** The quick ones of the demo recordings: silence, no order, one row, two. */
const quick = ["02.ogg", "05.ogg", "06.ogg", "08.ogg", "10.ogg", "11.ogg"];

// Every kill costs the recording that it meets an attempt.
const env = { ...repeatable, CATAT_MAX_ATTEMPTS: "100" };

/**
 * Runs a report of twelve recordings again and again, and kills the process so many times at moments that the seed gives;
 * after `inARow` kills it may finish. Fails where anything is then otherwise than in a run that nobody disturbed.
 */
export async function crash(seed: number, kills: number, inARow: number): Promise<void> {
  const random = seeded(seed);
  const undisturbed = await whole();
  const moments: number[] = [];
  while (moments.length < kills) {
    const catat = new Catat();
    const told = () => `seed ${seed}, killed after ${moments.map(Math.round).join(", ")} ms`;
    try {
      for (let here = 0; here < inARow && moments.length < kills; here++) {
        const moment = random() * (undisturbed.start + undisturbed.work * (await left(catat)));
        if (!(await killedAfter(catat, moment))) break;
        moments.push(moment);
      }
      const ended = await catat.run(await command(catat), env);
      expect(ended.code, `${told()}\n${ended.err}`).toBe(0);
      expect(csv(catat), told()).toBe(undisturbed.csv);
      expect(violationsIn(catat.path("data")), told()).toEqual([]);
    } finally {
      catat.remove();
    }
  }
}

const csv = (catat: Catat) => readFileSync(catat.path("out.csv"), "utf8");

/** A run that nobody disturbs: its CSV, and how many milliseconds its start and its work take. */
async function whole(): Promise<{ csv: string; start: number; work: number }> {
  const catat = new Catat();
  try {
    const began = performance.now();
    const child = catat.start(await command(catat), env);
    let start = 0;
    child.stderr?.on("data", (chunk) => {
      if (String(chunk).includes("Report 1:")) start ||= performance.now() - began;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    return { csv: csv(catat), start, work: performance.now() - began - start };
  } finally {
    catat.remove();
  }
}

/** Whether it was killed, rather than at its end before. */
async function killedAfter(catat: Catat, ms: number): Promise<boolean> {
  const child = catat.start(await command(catat), env);
  child.stdout?.resume();
  child.stderr?.resume();
  const closed = once(child, "close");
  await Promise.race([closed, sleep(ms)]);
  child.kill("SIGKILL");
  await closed;
  return child.signalCode === "SIGKILL";
}

/** What goes on with the report, or begins it. */
async function command(catat: Catat): Promise<string[]> {
  const begun = await looking(catat, async (store) => (await store.report(1)) !== null);
  return begun ? ["resume", "1"] : ["process", twelve(catat), ...demo, "-o", "out.csv"];
}

/** Each of the quick ones twice: a trailing byte more does not change what an ogg file says. */
function twelve(catat: Catat): string {
  const folder = catat.path("twelve");
  mkdirSync(folder, { recursive: true });
  for (const name of quick) {
    const sound = readFileSync(join(recordings, name));
    writeFileSync(join(folder, name), sound);
    writeFileSync(join(folder, `again-${name}`), Buffer.concat([sound, Buffer.alloc(1)]));
  }
  return folder;
}

/** The share of the recordings that are not finished. */
function left(catat: Catat): Promise<number> {
  return looking(catat, async (store) => {
    const all = await store.recordings(1);
    return all.length === 0 ? 1 : all.filter((r) => r.status !== "SUCCEEDED").length / all.length;
  });
}

async function looking<T>(catat: Catat, look: (store: SqliteJobStore) => Promise<T>): Promise<T> {
  const store = new SqliteJobStore(new Connection(catat.path("data/catat.db")));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}
