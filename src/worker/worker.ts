import { setTimeout as sleep } from "node:timers/promises";
import { Mutex, Semaphore } from "async-mutex";
import type { Logger } from "pino";
import { asFailure, type Failure } from "../domain/failure.js";
import type { Job } from "../ports/index.js";
import { backoffMs } from "../util/backoff.js";
import { joined } from "../util/either.js";
import { afterGrace } from "../util/grace-period.js";
import { writePatiently } from "./durable-write.js";
import { keepLease, type Lease, LeaseLost, leaseMs } from "./lease.js";
import { type Bench, processRecording } from "./process-recording.js";

export interface WorkerParts extends Bench {
  worker: string;
  isWorkerGone(worker: string): boolean;
  log: Logger;
  maxAttempts: number;
}

/** Two recordings under way: the next one is converted while the present one is transcribed. */
const lanes = 2;
const pollMs = 500;

/** One stretch of work. */
interface Shift extends WorkerParts {
  reportId: number | null;
  /** Aborted when somebody asks for a stop. */
  asked: AbortSignal;
  /** Takes no more recordings once it is aborted. */
  stop: AbortSignal;
  /** Releases what still runs once it is aborted. */
  cut: AbortSignal;
  /** One lane at a time takes a recording. */
  door: Mutex;
  /** Of what runs. */
  leases: Set<Lease>;
  /** Holds as many recordings as there are lanes; or one alone. */
  room: Semaphore;
}

/**
 * Works until every recording of the report is final; where none is named, on whatever comes, until it is stopped.
 * Aborting the signal stops cleanly: what runs is finished, or after a few seconds released without costing its attempt.
 * Throws the failure of a set-up that no recording can get past (an engine or its model is missing).
 */
export async function workOn(parts: WorkerParts, reportId: number | null, signal: AbortSignal): Promise<void> {
  const broken = new AbortController();
  const stop = joined(signal, broken.signal);
  const cut = afterGrace(stop.signal);
  const places = { door: new Mutex(), room: new Semaphore(lanes), leases: new Set<Lease>() };
  const shift = { ...parts, ...places, reportId, asked: signal, stop: stop.signal, cut: cut.signal };
  try {
    await Promise.all(
      Array.from({ length: lanes }, () =>
        lane(shift).catch((error: unknown) => {
          if (!broken.signal.aborted) broken.abort(error);
        }),
      ),
    );
  } finally {
    cut.end();
    stop.end();
  }
  broken.signal.throwIfAborted();
}

async function lane(shift: Shift): Promise<void> {
  const { store, reportId, stop, door } = shift;
  while (!stop.aborted) {
    const job = await door.runExclusive(() => take(shift));
    if (job) {
      await run(shift, job, 1);
      continue;
    }
    if (reportId !== null && !(await store.hasWork(reportId))) return;
    await sleep(pollMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/**
 * Claims the next recording. One whose last worker died is worked on at once and alone, with the door shut: if it is what
 * kills workers, no other recording pays for it.
 */
async function take(shift: Shift): Promise<Job | null> {
  const { store, worker, reportId, stop } = shift;
  while (!stop.aborted) {
    for (const lease of shift.leases) await lease.hold();
    // How often another report's are tried is for the service to say.
    await store.reclaim(shift.maxAttempts, shift.isWorkerGone, reportId ?? undefined);
    const job = await store.claim({ worker, leaseMs, ...(reportId === null ? {} : { reportId }) });
    if (job?.recording.failure?.code !== "worker_died") return job;
    await run(shift, job, lanes);
  }
  return null;
}

async function run(shift: Shift, job: Job, places: number): Promise<void> {
  const { store, log, cut, room, leases } = shift;
  const { id } = job.recording;
  const lease = keepLease(shift, job);
  leases.add(lease);
  const { signal, end } = joined(cut, lease.lost);
  try {
    const work = () => processRecording(shift, job, signal);
    const { finding, timings } = await room.runExclusive(work, places);
    if (await write(shift, () => store.succeed(id, job.token, finding, timings))) {
      log.info(
        { recording: id, rows: finding.rows.length, dropped: finding.droppedRows, timings },
        "recording succeeded",
      );
    }
  } catch (error) {
    if (error instanceof LeaseLost) log.info({ recording: id }, "the recording is not this worker's any more");
    else if (signal.aborted) await write(shift, () => store.release(id, job.token));
    else await giveUp(shift, job, asFailure(error));
  } finally {
    leases.delete(lease);
    lease.end();
    end();
  }
}

function write<T>({ log, asked }: Shift, work: () => Promise<T>): Promise<T> {
  return writePatiently(work, log, asked);
}

/** Tries again later, fails for good, or (a fault of the box, not of the recording, that does not pass) puts it back and stops the work. */
async function giveUp(shift: Shift, job: Job, failure: Failure): Promise<void> {
  const { store, log, maxAttempts } = shift;
  const { id, attempts } = job.recording;
  log.warn({ recording: id, attempts, failure: failure.stored, err: failure.cause }, "attempt failed");
  const again = failure.isTransient && attempts < maxAttempts;
  if (failure.isSetup && !again) {
    await write(shift, () => store.release(id, job.token, failure));
    throw failure;
  }
  await write(shift, () => store.fail(id, job.token, failure, again ? Date.now() + backoffMs(attempts) : null));
}
