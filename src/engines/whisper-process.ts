import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { access, constants, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Failure } from "../domain/failure.js";
import { dyingWithUs, lentEnvironment, start, Tail } from "./subprocess.js";
import { serverArguments, type WhisperProcessOptions } from "./whisper-arguments.js";
import {
  type Exit,
  howItEnded,
  isEmptyModel,
  isVadFailure,
  startFailure,
  wantsAnotherPort,
} from "./whisper-failure.js";
import { type Address, askHealth, orAborted, type WhisperHost } from "./whisper-host.js";

interface Child {
  address: Address;
  stderr: Tail;
  exit: Promise<Exit>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

const portTries = 3;
const exitGraceMs = 2000;
const forceKillMs = 3000;
/** Room for an error and the list of options that follows it. */
const stderrKept = 32_768;
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
      const child = await this.spawn(await freePort());
      try {
        await this.loaded(child, bytes);
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
    await orAborted(sleep(ms, undefined, { ref: false }), this.closing.signal);
  }

  private async spawn(port: number): Promise<Child> {
    const path = `/${randomBytes(16).toString("hex")}`;
    const { binary } = this.options;
    const [program = binary, ...args] = [
      ...(await dyingWithUs()),
      binary,
      ...serverArguments(this.options, port, path),
    ];
    const child = start(program, args, {
      // Not where we are: a program that looks for its parts in its working directory must not find somebody else's.
      cwd: dirname(binary),
      // A failed assertion would look for a debugger first.
      env: { ...lentEnvironment(), GGML_NO_BACKTRACE: "1" },
      stdout: "ignore",
      buffer: false,
      forceKillAfterDelay: forceKillMs,
    });
    const stderr = new Tail(stderrKept);
    child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
    const exit = child.then((r) => ({
      exitCode: r.exitCode,
      signal: r.signal,
      message: "originalMessage" in r ? String(r.originalMessage) : undefined,
    }));
    const address = { url: `http://127.0.0.1:${port}${path}`, headers: {} };
    return { address, stderr, exit, kill: (signal) => void child.kill(signal) };
  }

  /** Its port opens once the model is loaded. Throws why that does not come to pass. */
  private async loaded(child: Child, modelBytes: number): Promise<void> {
    const { model } = this.options;
    const seconds = secondsToLoad(modelBytes);
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      const exit = await Promise.race([child.exit, sleep(50, null)]);
      this.closing.signal.throwIfAborted();
      if (exit) throw startFailure(exit, child.stderr.text, model);
      if ((await askHealth(child.address, this.closing.signal)).is !== "ok") continue;
      if (isEmptyModel(child.stderr.text)) throw new Failure("speech_model_damaged", { path: model });
      return;
    }
    throw new Failure("speech_engine_failed", { reason: `whisper-server did not load its model in ${seconds} s` });
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

/** A slow disk reads 10 MB a second. */
function secondsToLoad(modelBytes: number): number {
  return 120 + Math.ceil(modelBytes / 10_000_000);
}

async function fileSize(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.size : null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
