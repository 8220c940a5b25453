import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** Lets what watches the store look at once when something changed, and every so often anyway. */
export class Bell {
  private readonly target = new EventTarget();

  ring(): void {
    this.target.dispatchEvent(new Event("ring"));
  }

  /** Until it rings, `ms` pass, or the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const heard = new AbortController();
    const either = AbortSignal.any([signal, heard.signal]);
    const rung = once(this.target, "ring", { signal: either }).catch(() => undefined);
    await Promise.race([rung, sleep(ms, undefined, { signal: either }).catch(() => undefined)]);
    heard.abort();
  }
}
