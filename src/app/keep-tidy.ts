import { setTimeout as sleep } from "node:timers/promises";

const hourMs = 3_600_000;

/** Tidies up every hour until the signal is aborted. Each start did so already. */
export async function keepTidy(tidy: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(hourMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) tidy();
  }
}
