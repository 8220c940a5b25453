import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { asFailure, type Failure } from "../domain/failure.js";
import type { Job } from "../ports.js";
import { backoffMs } from "./backoff.js";
import { type Bench, processRecording } from "./process-recording.js";

export interface WorkerParts extends Bench {
  worker: string;
  isWorkerGone(worker: string): boolean;
  log: Logger;
  maxAttempts: number;
}

/** A lease outlives three missed renewals; a worker that died gives its recording back when it ends, at the latest. */
const leaseMs = 60_000;
const renewMs = leaseMs / 4;
/** Two recordings under way: the next one is converted while the present one is transcribed. */
const lanes = 2;
const pollMs = 500;

/**
 * Works until every recording of the report is final; where none is named, on whatever comes, until it is stopped. Aborting the signal stops cleanly: what runs is released without
 * costing its attempt. Throws the failure of a set-up that no recording can get past (an engine or its model is missing).
 */
export async function workOn(parts: WorkerParts, reportId: number | null, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const ended = await Promise.allSettled(
    Array.from({ length: lanes }, () =>
      lane(parts, reportId, either).catch((error: unknown) => {
        stop.abort(error);
        throw error;
      }),
    ),
  );
  const broken = ended.find((e) => e.status === "rejected");
  if (broken) throw broken.reason;
}

async function lane(parts: WorkerParts, reportId: number | null, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await parts.store.reclaim(parts.maxAttempts, parts.isWorkerGone);
    const job = await parts.store.claim({ worker: parts.worker, leaseMs, ...(reportId === null ? {} : { reportId }) });
    if (job) {
      await run(parts, job, signal);
      continue;
    }
    if (reportId !== null && (await parts.store.nextAt(reportId)) === null) return;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

async function run(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const { store, log } = parts;
  const { id } = job.recording;
  const lease = keepLease(parts, job);
  try {
    const { finding, timings } = await processRecording(parts, job, AbortSignal.any([signal, lease.lost]));
    if (await store.succeed(id, job.token, finding, timings)) {
      log.info(
        { recording: id, rows: finding.rows.length, dropped: finding.droppedRows, timings },
        "recording succeeded",
      );
    }
  } catch (error) {
    if (signal.aborted || lease.lost.aborted) await store.release(id, job.token);
    else await giveUp(parts, job, asFailure(error));
  } finally {
    lease.end();
  }
}

/** Tries again later, fails for good, or (a fault of the box, not of the recording, that does not pass) puts it back and stops the work. */
async function giveUp({ store, log, maxAttempts }: WorkerParts, job: Job, failure: Failure): Promise<void> {
  const { id, attempts } = job.recording;
  log.warn({ recording: id, attempts, failure: failure.stored, err: failure.cause }, "attempt failed");
  const again = failure.isTransient && attempts < maxAttempts;
  if (failure.isSetup && !again) {
    await store.release(id, job.token, failure);
    throw failure;
  }
  await store.fail(id, job.token, failure, again ? Date.now() + backoffMs(attempts) : null);
}

/** Renews the lease until `end`; `lost` is aborted once it belongs to somebody else. */
function keepLease({ store, log }: WorkerParts, { recording, token }: Job): { lost: AbortSignal; end(): void } {
  const lost = new AbortController();
  const renew = async () => {
    if (!(await store.renew(recording.id, token, leaseMs))) lost.abort();
  };
  const timer = setInterval(() => {
    renew().catch((err: unknown) => log.warn({ err, recording: recording.id }, "lease not renewed"));
  }, renewMs);
  return { lost: lost.signal, end: () => clearInterval(timer) };
}
