import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Catat, demo, recordings, repeatable } from "../e2e/catat.js";
import { processesAt } from "../e2e/services.js";
import { processes } from "../engines/subprocess-left.js";

const count = Number(process.env.CATAT_SOAK_RECORDINGS ?? 500);
const warm = 50;

const catat = new Catat();
afterAll(() => catat.remove());

/** Recordings of different bytes: trailing bytes more do not change what an ogg file says. */
function many(): string {
  const folder = catat.path("many");
  mkdirSync(folder);
  const sound = readFileSync(join(recordings, "10.ogg"));
  for (let i = 1; i <= count; i++) writeFileSync(join(folder, `${i}.ogg`), Buffer.concat([sound, Buffer.alloc(i)]));
  return folder;
}

interface Look {
  /** Resident memory in MB of each process, by what it is. */
  memory: Record<string, number>;
  /** Open file handles of the main process. */
  handles: number;
  /** The engines that run, by process number. */
  engines: number[];
}

const kinds = { main: "main.js process", speech: "--request-path", language: "llama/child.js" };

function look(main: number): Look {
  const all = processes().filter((p) => p.pid === main || p.parent === main);
  const found = Object.entries(kinds).map(([kind, words]) => [
    kind,
    all.find((p) => p.command.includes(words))?.pid ?? 0,
  ]);
  return {
    memory: Object.fromEntries(found.map(([kind, pid]) => [kind, residentMb(pid as number)])),
    handles: readdirSync(`/proc/${main}/fd`).length,
    engines: found.slice(1).map(([, pid]) => pid as number),
  };
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

it.skipIf(process.platform !== "linux")(
  `${count} recordings through one process leave its memory, its file handles and its engines as they were after ${warm}`,
  async () => {
    const env = { ...repeatable, CATAT_MAX_RECORDINGS: "1000" };
    const child = catat.start(["process", many(), ...demo, "-o", "out.csv"], env);
    child.stdout?.resume();
    const main = child.pid as number;
    const looks = new Map<number, Look>();
    let finished = 0;
    let err = "";
    child.stderr?.on("data", (chunk) => {
      err = (err + chunk).slice(-10_000);
      finished += (String(chunk).match(/✓/g) ?? []).length;
      const mark = finished < count - 5 ? finished - (finished % warm) : count;
      if (mark > 0 && finished < count && !looks.has(mark)) looks.set(mark, look(main));
    });
    const [code] = await once(child, "close");
    expect(code, err).toBe(0);
    for (const [after, { memory, handles }] of looks) console.log(after, JSON.stringify(memory), handles);
    const first = looks.get(warm) as Look;
    const last = looks.get(count) as Look;
    for (const kind of Object.keys(kinds)) {
      expect(last.memory[kind], kind).toBeLessThan(1.1 * (first.memory[kind] as number));
    }
    expect(last.engines).toEqual(first.engines);
    // One recording more or less is being converted at that moment.
    expect(last.handles).toBeLessThanOrEqual(first.handles + 12);
    expect(processesAt(catat.folder)).toEqual([]);
    expect(readFileSync(catat.path("out.csv"), "utf8").trimEnd().split("\r\n")).toHaveLength(count + 1);
  },
  3_600_000,
);
