import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../domain/failure.js";
import type { Parts } from "./parts.js";

/** A fault of the box is looked at again so often: somebody may have mended it. */
const pauseMs = 5000;

/**
 * The fault of the box that kept an update from being handled (it cannot store anything, say); null where it is another error.
 * grammY wraps what a handler throws.
 */
export function boxFault(thrown: unknown): Failure | null {
  const error = (thrown as { error?: unknown } | null)?.error ?? thrown;
  if (!(error instanceof Failure)) return null;
  return error.isSetup || error.code.startsWith("store_") ? error : null;
}

/** Does what the database or the disk may refuse, again and again until they do not, or the signal is aborted. */
export async function throughFaults<T>(
  { log, tellAdmins }: Pick<Parts, "log" | "tellAdmins">,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> {
  while (true) {
    try {
      return await work();
    } catch (error) {
      const fault = boxFault(error);
      if (!fault) throw error;
      if (signal.aborted) return undefined;
      log.error({ failure: fault.stored, err: fault.cause }, "the bot waits: the box has a fault");
      void tellAdmins(fault);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
