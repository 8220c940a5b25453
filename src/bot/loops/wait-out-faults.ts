import { setTimeout as sleep } from "node:timers/promises";
import { boxFault } from "../api/box-fault.js";
import type { Parts } from "../context.js";

const pauseMs = 5000;

/**
 * Does what a fault of the box (a held database, a full disk) keeps from being done again and again, until it is done: the bot
 * outlives what passes. Throws other errors, and the fault once the signal is aborted.
 */
export async function patiently<T>(
  { log, tellAdmins }: Pick<Parts, "log" | "tellAdmins">,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const fault = boxFault(error);
      if (!fault || signal.aborted) throw error;
      log[tries === 1 ? "error" : "debug"]({ failure: fault.stored }, "the bot waits: the box has a fault");
      void tellAdmins(fault);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
