import { setTimeout as sleep } from "node:timers/promises";
import { asFailure, type Failure } from "../domain/failure.js";

/** A fault of the box is looked at again so often: somebody may have mended it. */
const pauseMs = 15_000;

export interface Work {
  /** Brings the engines to where they can serve. */
  ready(signal: AbortSignal): Promise<void>;
  work(signal: AbortSignal): Promise<void>;
  onFault(failure: Failure): void;
}

/** Works until the signal is aborted, through faults of the box: what waits, waits for as long as they last. */
export async function keepWorking({ ready, work, onFault }: Work, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await ready(signal);
      await work(signal);
    } catch (error) {
      if (signal.aborted) return;
      onFault(asFailure(error));
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
