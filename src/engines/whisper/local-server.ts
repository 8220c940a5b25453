import { access, constants } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Logger } from "pino";
import { Failure } from "../../domain/failure.js";
import { sizeOf } from "../process/model-file.js";
import { Supervisor } from "../process/supervisor.js";
import type { WhisperProcessOptions } from "./arguments.js";
import { isVadFailure, program, wantsAnotherPort } from "./failure.js";
import type { Address, WhisperHost } from "./host.js";
import { type Child, spawnChild, untilLoaded } from "./spawn.js";

const portTries = 3;

/** A whisper-server of our own. */
export class WhisperProcess implements WhisperHost {
  readonly model: string;
  private readonly options: WhisperProcessOptions;
  private readonly supervisor: Supervisor<Child>;

  constructor(options: WhisperProcessOptions, log: Logger) {
    const { binary, model, vadModel } = options;
    this.options = {
      ...options,
      binary: resolve(binary),
      model: resolve(model),
      vadModel: vadModel && resolve(vadModel),
    };
    this.model = basename(model).replace(/\.bin$/, "");
    const engine = {
      kind: "speech" as const,
      program,
      model: this.model,
      failed: (reason: string, cause?: unknown) => new Failure("speech_engine_failed", { reason }, { cause }),
      check: () => this.checkFiles(),
      launch: (bytes: number, closing: AbortSignal) => this.launch(bytes, closing),
      memoryAllowed: options.memoryAllowed,
    };
    this.supervisor = new Supervisor(engine, log);
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.supervisor.child(signal);
  }

  async address(signal: AbortSignal): Promise<Address> {
    return (await this.supervisor.child(signal)).address;
  }

  answered(): void {
    this.supervisor.answered();
  }

  async lost(error: unknown): Promise<Error> {
    return error instanceof Failure ? this.explained(error) : this.supervisor.lost(error);
  }

  hung(seconds: number): Promise<void> {
    return this.supervisor.end(`gave no answer in ${seconds} s`);
  }

  close(): Promise<void> {
    return this.supervisor.close();
  }

  /** A VAD model is read at the first request; where that fails, all the server says is 500. */
  private explained(failure: Failure): Failure {
    const path = this.options.vadModel;
    if (!path || !isVadFailure(this.supervisor.said)) return failure;
    return new Failure("vad_model_missing", { path }, { cause: failure });
  }

  private async launch(bytes: number, closing: AbortSignal): Promise<Child> {
    for (let tries = 1; ; tries++) {
      const child = await spawnChild(this.options);
      try {
        await untilLoaded(child, { path: this.options.model, bytes }, closing);
        return child;
      } catch (error) {
        child.kill("SIGKILL");
        await child.exit;
        if (!wantsAnotherPort(child.stderr.text) || tries === portTries) throw error;
      }
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
    const bytes = await sizeOf(model);
    if (bytes === null) throw new Failure("speech_model_missing", { path: model });
    if (vadModel && (await sizeOf(vadModel)) === null) throw new Failure("vad_model_missing", { path: vadModel });
    return bytes;
  }
}
