import { setTimeout as sleep } from "node:timers/promises";
import type { RunningBot } from "../bot/bot.js";
import { Failure, type StoredFailure } from "../domain/failure.js";
import { type App, type Beat, lastBeats } from "./app.js";
import { faultOf, silentSeconds } from "./service-fault.js";

const lookMs = 15_000;
/** A worker that is not there may be starting: it waits for its models, or for a machine that starts. */
const absentMs = 10 * 60_000;

/**
 * Tells the admins of what the workers say of themselves, in whichever process they run, until the signal is aborted: they have
 * no bot of their own.
 */
export async function watchWorkers(app: App, bot: RunningBot, signal: AbortSignal): Promise<void> {
  let heardAt = performance.now();
  while (!signal.aborted) {
    try {
      const beats = lastBeats(app.settings, "worker");
      if (fresh(beats, Date.now()).length > 0) heardAt = performance.now();
      const quietMs = performance.now() - heardAt;
      for (const fault of faultsOfWorkers(beats, Date.now(), quietMs, app.settings.dataDir))
        await bot.tellAdmins(fault);
    } catch (err) {
      app.log.warn({ err }, "the workers could not be looked at");
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What is wrong with workers that last said this of themselves. `quietMs`: for how long none of them was heard of. */
export function faultsOfWorkers(beats: readonly Beat[], now: number, quietMs: number, dataDir: string): Failure[] {
  const alive = fresh(beats, now);
  if (alive.length > 0) return alive.flatMap(({ fault }) => (fault ? [failureOf(fault)] : []));
  if (quietMs < (beats.length > 0 ? silentSeconds * 1000 : absentMs)) return [];
  const fault = faultOf("worker", beats, now, dataDir);
  return fault ? [failureOf(fault)] : [];
}

function fresh(beats: readonly Beat[], now: number): Beat[] {
  return beats.filter(({ at }) => (now - at) / 1000 <= silentSeconds);
}

function failureOf(fault: StoredFailure | Failure): Failure {
  return fault instanceof Failure ? fault : new Failure(fault.code, fault.facts);
}
