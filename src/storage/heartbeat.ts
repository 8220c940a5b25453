import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { StoredFailure } from "../domain/failure.js";

export const services = ["bot", "worker"] as const;
export type Service = (typeof services)[number];

/** What a service last said of itself: when, in milliseconds since the epoch, and what keeps it from working. */
export interface Beat {
  at: number;
  fault: StoredFailure | null;
}

const beatShape = z.object({ at: z.number(), fault: z.object({ code: z.string() }).loose().nullable() });

/** Whole or not at all: whoever looks never reads half of it. */
export function writeBeat(folder: string, service: Service, beat: Beat): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = pathOf(folder, service);
  writeFileSync(`${path}.next`, JSON.stringify(beat), { mode: 0o600 });
  renameSync(`${path}.next`, path);
}

/** Null where the service never ran, or stopped in good order; or with the power, which may leave an empty file. */
export function readBeat(folder: string, service: Service): Beat | null {
  try {
    return beatShape.parse(JSON.parse(readFileSync(pathOf(folder, service), "utf8"))) as Beat;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

export function removeBeat(folder: string, service: Service): void {
  rmSync(pathOf(folder, service), { force: true });
}

function pathOf(folder: string, service: Service): string {
  return join(folder, `${service}.json`);
}
