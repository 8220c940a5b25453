import { access, constants, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Failure } from "../domain/failure.js";
import type { WhisperProcessOptions } from "./whisper-arguments.js";
import { type Child, spawnChild, untilLoaded } from "./whisper-child.js";
import { type Exit, howItEnded, isVadFailure, wantsAnotherPort } from "./whisper-failure.js";
import { type Address, orAborted, type WhisperHost } from "./whisper-host.js";

const portTries = 3;
const exitGraceMs = 2000;
const longestPauseMs = 30_000;

/** A whisper-server of our own, started at the first need and again after it ended, until it is closed. */
export class WhisperProcess implements WhisperHost {
  readonly model: string;
  private readonly options: WhisperProcessOptions;
  private readonly closing = new AbortController();
  private running: Promise<Child> | null = null;
  /** The last that could serve, whether or not it still runs. */
  private latest: Child | null = null;
  /** Ends in a row, without an answer in between, that nobody asked for. */
  private crashes = 0;

  constructor(
    options: WhisperProcessOptions,
    private readonly log: Logger,
  ) {
    const { binary, model, vadModel } = options;
    this.options = {
      ...options,
      binary: resolve(binary),
      model: resolve(model),
      vadModel: vadModel && resolve(vadModel),
    };
    this.model = basename(model).replace(/\.bin$/, "");
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.address(signal);
  }

  /** Who gives up waiting does not stop the start: another may wait for it, and the next recording will want it. */
  async address(signal: AbortSignal): Promise<Address> {
    if (this.running === null) {
      const running = this.startUp();
      this.running = running;
      running.catch(() => this.forget(running));
    }
    return (await orAborted(this.running, signal)).address;
  }

  answered(): void {
    this.crashes = 0;
  }

  async lost(error: unknown): Promise<Error> {
    if (this.closing.signal.aborted) return this.closing.signal.reason as Error;
    if (error instanceof Failure) return this.explained(error);
    const exit = await Promise.race([this.latest?.exit, sleep(exitGraceMs, null, { ref: false })]);
    const reason = exit ? howItEnded(exit) : messageOf(error);
    return new Failure("speech_engine_failed", { reason }, { cause: error });
  }

  /** A VAD model is read at the first request; where that fails, all the server says is 500. */
  private explained(failure: Failure): Failure {
    const path = this.options.vadModel;
    if (!path || !isVadFailure(this.latest?.stderr.text ?? "")) return failure;
    return new Failure("vad_model_missing", { path }, { cause: failure });
  }

  async hung(): Promise<void> {
    this.latest?.kill("SIGKILL");
    await this.latest?.exit;
  }

  async close(): Promise<void> {
    this.closing.abort(new Failure("speech_engine_failed", { reason: "whisper-server is being stopped" }));
    const child = await this.running?.catch(() => null);
    child?.kill("SIGTERM");
    await child?.exit;
  }

  private forget(running: Promise<Child>): void {
    if (this.running === running) this.running = null;
  }

  private async startUp(): Promise<Child> {
    this.closing.signal.throwIfAborted();
    const bytes = await this.checkFiles();
    await this.pause();
    for (let tries = 1; ; tries++) {
      const began = performance.now();
      const child = await spawnChild(this.options);
      try {
        await untilLoaded(child, { path: this.options.model, bytes }, this.closing.signal);
      } catch (error) {
        child.kill("SIGKILL");
        await child.exit;
        if (wantsAnotherPort(child.stderr.text) && tries < portTries) continue;
        this.crashes += 1;
        throw error;
      }
      this.log.info({ model: this.model, ms: Math.round(performance.now() - began) }, "speech model loaded");
      this.latest = child;
      void child.exit.then((exit) => this.ended(exit));
      return child;
    }
  }

  /** The model's size in bytes. Throws what is not there. */
  private async checkFiles(): Promise<number> {
    const { binary, model, vadModel } = this.options;
    const isProgram = await access(binary, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isProgram) throw new Failure("whisper_server_missing", { path: binary });
    const bytes = await fileSize(model);
    if (bytes === null) throw new Failure("speech_model_missing", { path: model });
    if (vadModel && (await fileSize(vadModel)) === null) throw new Failure("vad_model_missing", { path: vadModel });
    return bytes;
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
      { ...exit, crashes: this.crashes },
      "speech engine ended; it is started again for the next recording",
    );
  }
}

async function fileSize(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.size : null;
}

function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
