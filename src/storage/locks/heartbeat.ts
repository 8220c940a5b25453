import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { StoredFailure } from "../../domain/failure.js";
import { giveToOwner, makeFolder } from "../../util/ownership.js";
import { printableJson } from "../../util/printable.js";
import type { Folders } from "../files/folders.js";
import { isWorkerGone } from "./worker-registry.js";

export const services = ["bot", "worker"] as const;
export type Service = (typeof services)[number];

/** What a service last said of itself: when, in milliseconds since the epoch, and what keeps it from working. */
export interface Beat {
  at: number;
  fault: StoredFailure | null;
}

const beatShape = z.object({ at: z.number(), fault: z.object({ code: z.string() }).loose().nullable() });

/** Whole or not at all: whoever looks never reads half of it. `worker` is the process: several may be workers. */
export function writeBeat(folder: string, service: Service, worker: string, beat: Beat): void {
  makeFolder(folder);
  const path = pathOf(folder, service, worker);
  writeFileSync(`${path}.next`, printableJson(JSON.stringify(beat)), { mode: 0o600 });
  giveToOwner(`${path}.next`);
  renameSync(`${path}.next`, path);
}

/** What each process that is such a service last said, the newest first; none where none ran, or all stopped in good order. */
export function readBeats(folder: string, service: Service): Beat[] {
  const names = namesIn(folder).filter((name) => name.startsWith(`${service}.`) && name.endsWith(".json"));
  return names.flatMap((name) => readBeat(join(folder, name))).sort((a, b) => b.at - a.at);
}

export function removeBeat(folder: string, service: Service, worker: string): void {
  rmSync(pathOf(folder, service, worker), { force: true });
}

/** Removes what processes said that were killed. Gives how many. */
export function clearBeats({ services: folder, workers }: Folders): number {
  const left = namesIn(folder).filter((name) => isWorkerGone(workers, name.split(".")[1] ?? ""));
  for (const name of left) rmSync(join(folder, name), { force: true });
  return left.length;
}

/** Nothing where it stopped meanwhile, or with the power, which may leave an empty file. */
function readBeat(path: string): Beat[] {
  try {
    return [beatShape.parse(JSON.parse(readFileSync(path, "utf8"))) as Beat];
  } catch (error) {
    const isLost = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isLost || (error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function pathOf(folder: string, service: Service, worker: string): string {
  return join(folder, `${service}.${worker}.json`);
}
