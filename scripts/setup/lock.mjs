// One set-up at a time in a clone. Each set-up, and each program it runs, lays down an empty file named after its
// process. Whoever lays down its claim first and then sees no other living one may work. A crash leaves only claims of
// processes that run no more, which count for nothing; programs that outlive a killed set-up are waited for.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processName } from "./who.mjs";

const WAIT_MS = 200;

/**
 * @template T
 * @param {string} folder where the claims lie
 * @param {() => Promise<T>} work
 * @param {(pid: number) => void} onWait told once which process is waited for
 * @returns {Promise<T>}
 */
export async function withLock(folder, work, onWait) {
  let told = false;
  for (;;) {
    const release = claim(folder, process.pid);
    const other = livingClaims(folder).find((pid) => pid !== process.pid);
    try {
      if (other === undefined) return await work();
    } finally {
      release();
    }
    if (!told) onWait(other);
    told = true;
    // Two that see each other both step back; they must not come back in step.
    await sleep(WAIT_MS * (1 + Math.random()));
  }
}

/**
 * Counts a process as one that works in this clone, until the answer is called or it ends.
 * @param {string} folder
 * @param {number | undefined} pid
 * @returns {() => void}
 */
export function claim(folder, pid) {
  const name = pid === undefined ? undefined : processName(pid);
  if (name === undefined) return () => {};
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), "");
  return () => rmSync(join(folder, name), { force: true });
}

/**
 * The processes with a claim; claims of processes that run no more are swept up.
 * @param {string} folder
 * @returns {number[]}
 */
export function livingClaims(folder) {
  return readdirSync(folder).flatMap((name) => {
    const pid = Number.parseInt(name, 10);
    if (processName(pid) === name) return [pid];
    rmSync(join(folder, name), { force: true });
    return [];
  });
}
