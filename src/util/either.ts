import { setMaxListeners } from "node:events";

/**
 * A signal that is aborted as soon as one of these is; `end` lets go of them. Instead of AbortSignal.any, which on Node 20 leaves
 * something of each use on a signal: on one that lives as long as the service, that would fill the memory.
 */
export function joined(...signals: AbortSignal[]): { signal: AbortSignal; end(): void } {
  const either = new AbortController();
  // Many wait for a stop side by side: that is no leak, though Node takes eleven for one.
  setMaxListeners(Number.POSITIVE_INFINITY, either.signal, ...signals);
  const releases = signals.map((signal) => {
    const abort = () => either.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    return () => signal.removeEventListener("abort", abort);
  });
  return {
    signal: either.signal,
    end() {
      for (const release of releases) release();
    },
  };
}

/** Gives the work a signal that is aborted as soon as one of these is. It holds until the work is done. */
export async function withEither<T>(
  signals: readonly AbortSignal[],
  work: (either: AbortSignal) => Promise<T>,
): Promise<T> {
  const either = joined(...signals);
  try {
    return await work(either.signal);
  } finally {
    either.end();
  }
}
