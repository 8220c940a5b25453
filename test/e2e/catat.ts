import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const recordings = join(root, "models/demo/recordings");

/** Engines spin while they wait for each other's threads: with one thread each, two test files can run side by side. */
const oneCore = { CATAT_THREADS: "1" };
/** Greedy and without fall-back: what came before has no say in what is heard. */
export const repeatable = { CATAT_WHISPER_BEAM_SIZE: "1", CATAT_WHISPER_TEMPERATURE_INC: "0" };
export const demo = ["--extractor", "embedded", "--whisper-model", "demo"];

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** `catat` as a person runs it: the built program, as a process, with a data folder of its own. */
export class Catat {
  readonly folder = mkdtempSync(join(tmpdir(), "catat-e2e-"));

  path(name: string): string {
    return join(this.folder, name);
  }

  start(args: string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, [join(root, "dist/main.js"), ...args], {
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH ?? "",
        HOME: this.folder,
        LANG: "C",
        CATAT_DATA_DIR: this.path("data"),
        ...oneCore,
        ...env,
      },
    });
  }

  async run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    const child = this.start(args, env);
    const ended: Ended = { code: null, out: "", err: "" };
    child.stdout?.on("data", (chunk) => {
      ended.out += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      ended.err += chunk;
    });
    [ended.code] = await once(child, "close");
    return ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is read of the JSON that `--json` prints. */
export interface ReportJson {
  report: number;
  status: string;
  output: string | null;
  recordings: {
    number: number;
    name: string;
    status: string;
    outcome: string | null;
    attempts: number;
    milliseconds: Record<string, number>;
    failure: { code: string; message: string } | null;
    transcript: { text: string } | null;
    rows: { values: Record<string, unknown>; flags: Record<string, string> }[];
  }[];
}

/** The recording of that name; fails where there is none. */
export function named(report: ReportJson, name: string): ReportJson["recordings"][number] {
  const found = report.recordings.find((r) => r.name === name);
  if (!found) throw new Error(`no recording ${name}`);
  return found;
}
