import type { Logger } from "pino";
import type { Job, JobStore } from "../ports/index.js";

/** A lease outlives three missed renewals; a worker that died gives its recording back when it ends, at the latest. */
export const leaseMs = 60_000;
const renewMs = leaseMs / 4;

/** Another has the recording now, or nobody is to have it. */
export class LeaseLost extends Error {}

/** Told whether a write that carries the lease was taken. Throws where it was not. */
export function requireHeld(isTaken: boolean): void {
  if (!isTaken) throw new LeaseLost();
}

export interface Lease {
  /** Aborted once it belongs to somebody else. */
  lost: AbortSignal;
  /** Renews it at once where it has ended by the clock: the box slept, or its clock was set, and we are alive. */
  hold(): Promise<void>;
  end(): void;
}

/** Renews the lease until `end`. */
export function keepLease({ store, log }: { store: JobStore; log: Logger }, { recording, token }: Job): Lease {
  const lost = new AbortController();
  let until = Date.now() + leaseMs;
  const renew = async () => {
    until = Date.now() + leaseMs;
    if (!(await store.renew(recording.id, token, leaseMs))) lost.abort();
  };
  const timer = setInterval(() => {
    renew().catch((err: unknown) => log.warn({ err, recording: recording.id }, "lease not renewed"));
  }, renewMs);
  const hold = async () => {
    if (Date.now() >= until) await renew();
  };
  return { lost: lost.signal, hold, end: () => clearInterval(timer) };
}
