import { setTimeout as sleep } from "node:timers/promises";
import { withEither } from "../../util/either.js";

/** Lets what watches the store look at once when something changed, and every so often anyway. */
export class Bell {
  private rung = new AbortController();

  ring(): void {
    this.rung.abort();
    this.rung = new AbortController();
  }

  /** Until it rings, `ms` pass, or the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await withEither([signal, this.rung.signal], (either) =>
      sleep(ms, undefined, { signal: either }).catch(() => undefined),
    );
  }
}
