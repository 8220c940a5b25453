import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Failure } from "../../domain/failure.js";
import { orAborted } from "../../util/abortable.js";
import { type EngineChild, type Exit, howItEnded } from "./engine-child.js";
import { memoryOf, watchMemory } from "./memory.js";

/** An engine that runs in a process of its own. */
export interface Engine<C extends EngineChild> {
  /** As the log calls it. */
  kind: "speech" | "extraction";
  /** As failures call it. */
  program: string;
  /** The model's name, for the log. */
  model: string;
  /** The failure of an engine that does not answer. */
  failed(reason: string, cause?: unknown): Failure;
  /** Looks whether all that it needs is there. Gives the model's size in bytes; throws what is missing. */
  check(): Promise<number>;
  /** Starts a process, and waits until it can serve. Throws why it cannot; it has ended then. */
  launch(modelBytes: number, closing: AbortSignal): Promise<C>;
  /** Bytes of memory that it may take, of so many once it has loaded a model of so many. */
  memoryAllowed?: ((loaded: number, model: number) => number) | undefined;
}

const exitGraceMs = 2000;
const longestPauseMs = 30_000;
const lookAtMemoryMs = 1000;
/**
 * What a model takes as it works is its own size at the most (a file that is mapped is read as it is used) and some hundred
 * megabytes of results. What takes more and more is ended before the kernel ends something else for it.
 */
const usuallyAllowed = (loaded: number, model: number) => loaded + model + 2 ** 30;

/** Keeps an engine running: started at the first need, and again, with longer and longer pauses, after it crashed, hung or took too much memory. */
export class Supervisor<C extends EngineChild> {
  private readonly closing = new AbortController();
  private running: Promise<C> | null = null;
  /** The last that could serve, whether or not it still runs. */
  private latest: C | null = null;
  /** Why we ended the latest. */
  private why: string | null = null;
  /** Ends in a row, without an answer in between, that nobody asked for. */
  private crashes = 0;

  constructor(
    private readonly engine: Engine<C>,
    private readonly log: Logger,
  ) {}

  /** The engine, once it can serve. Who gives up waiting does not stop the start: another may wait for it, and the next recording will want it. */
  async child(signal: AbortSignal): Promise<C> {
    if (this.running === null) {
      const running = this.startUp();
      this.running = running;
      running.catch(() => this.forget(running));
    }
    return orAborted(this.running, signal);
  }

  /** The end of what the latest engine said. */
  get said(): string {
    return this.latest?.stderr.text ?? "";
  }

  /** It answered: what went wrong before is past. */
  answered(): void {
    this.crashes = 0;
  }

  /** Why a request got no answer, as a failure to throw. */
  async lost(error: unknown): Promise<Failure> {
    if (this.closing.signal.aborted) return this.closing.signal.reason as Failure;
    const exit = await Promise.race([this.latest?.exit ?? null, sleep(exitGraceMs, null, { ref: false })]);
    const reason = exit ? howItEnded(this.engine.program, this.explained(exit)) : messageOf(error);
    return this.engine.failed(reason, error);
  }

  /** Ends an engine that is of no more use; `why` is for the log. */
  async end(why: string): Promise<void> {
    this.why ??= why;
    this.latest?.kill("SIGKILL");
    await this.latest?.exit;
  }

  async close(): Promise<void> {
    this.closing.abort(this.engine.failed(`${this.engine.program} is being stopped`));
    const child = await this.running?.catch(() => null);
    child?.kill("SIGTERM");
    await child?.exit;
  }

  private forget(running: Promise<C>): void {
    if (this.running === running) this.running = null;
  }

  private async startUp(): Promise<C> {
    this.closing.signal.throwIfAborted();
    const modelBytes = await this.engine.check();
    await this.pause();
    const began = performance.now();
    const child = await this.engine.launch(modelBytes, this.closing.signal).catch((error: unknown) => {
      this.crashes += 1;
      throw error;
    });
    const { kind, model } = this.engine;
    this.log.info({ model, ms: Math.round(performance.now() - began) }, `${kind} model loaded`);
    this.latest = child;
    this.why = null;
    const stopWatching = this.watch(child, modelBytes);
    void child.exit.then((exit) => {
      stopWatching();
      this.ended(exit);
    });
    return child;
  }

  private watch({ pid }: C, modelBytes: number): () => void {
    const loaded = pid === undefined ? null : memoryOf(pid);
    if (pid === undefined || loaded === null) return () => undefined;
    const most = (this.engine.memoryAllowed ?? usuallyAllowed)(loaded, modelBytes);
    return watchMemory(pid, most, lookAtMemoryMs, (bytes) => {
      void this.end(`took ${megabytes(bytes)} MB of memory, more than the ${megabytes(most)} MB it may take`);
    });
  }

  /** A crash may be chance; crash after crash would burn the box. */
  private async pause(): Promise<void> {
    if (this.crashes < 2) return;
    const ms = Math.min(longestPauseMs, 500 * 2 ** (this.crashes - 2));
    await sleep(ms, undefined, { signal: this.closing.signal }).catch(() => this.closing.signal.throwIfAborted());
  }

  private ended(exit: Exit): void {
    this.running = null;
    if (this.closing.signal.aborted) return;
    this.crashes += 1;
    this.log.warn(
      { ...this.explained(exit), crashes: this.crashes },
      `${this.engine.kind} engine ended; it is started again for the next recording`,
    );
  }

  private explained(exit: Exit): Exit {
    return this.why === null ? exit : { ...exit, why: this.why };
  }
}

function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
