/** What runs when a stop is asked for may still be finished in so long: less than the 10 s that a container is given to stop. */
const graceMs = 5000;

/** A signal that is aborted a few seconds after another one, unless `end` comes first. */
export function afterGrace(stop: AbortSignal): { signal: AbortSignal; end(): void } {
  const cut = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => cut.abort(stop.reason), graceMs);
  };
  if (stop.aborted) begin();
  else stop.addEventListener("abort", begin, { once: true });
  return {
    signal: cut.signal,
    end() {
      clearTimeout(timer);
      stop.removeEventListener("abort", begin);
    },
  };
}
