import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { asFailure } from "../domain/failure.js";
import { leaseMs } from "./lease.js";

const pauseMs = 500;

/**
 * Writes what came of an attempt though another process holds the database, for as long as its lease would have lasted: what was
 * found would be lost, and the attempt count. Once `stop` is aborted, it is tried once more at most.
 */
export async function writePatiently<T>(write: () => Promise<T>, log: Logger, stop: AbortSignal): Promise<T> {
  const end = performance.now() + leaseMs;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (asFailure(error).code !== "store_locked" || stop.aborted || performance.now() > end) throw error;
      log.warn("the database is held: what came of a recording waits to be written");
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
