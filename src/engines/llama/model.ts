import { basename } from "node:path";
import type { Logger } from "pino";
import { Failure } from "../../domain/failure.js";
import type { LanguageModel, Question } from "../../ports/index.js";
import { answerSeconds, withDeadline } from "../process/deadline.js";
import { sizeOf } from "../process/model-file.js";
import { Supervisor } from "../process/supervisor.js";
import type { Work } from "./ipc.js";
import type { ModelOptions } from "./library.js";
import { type LlamaChild, launchLlama, program } from "./process.js";

export interface LlamaOptions extends ModelOptions {
  /** Seconds that an answer of so many tokens to so many may take. */
  secondsAllowed?: (promptTokens: number, answerTokens: number) => number;
  /** Bytes of memory that it may take, of so many once it has loaded a model of so many. */
  memoryAllowed?: (loaded: number, model: number) => number;
}

/** A language model on the CPU, in a process of its own. */
export class EmbeddedModel implements LanguageModel {
  readonly sharesCpu = true;
  contextTokens: number;
  private readonly supervisor: Supervisor<LlamaChild>;
  private readonly secondsAllowed: (promptTokens: number, answerTokens: number) => number;

  constructor(options: LlamaOptions, log: Logger) {
    const { model, contextTokens, threads, secondsAllowed, memoryAllowed } = options;
    this.contextTokens = contextTokens;
    this.secondsAllowed = secondsAllowed ?? answerSeconds;
    const engine = {
      kind: "extraction" as const,
      program,
      model: basename(model),
      failed: (reason: string, cause?: unknown) => new Failure("extraction_engine_failed", { reason }, { cause }),
      check: () => requireFile(model),
      launch: (bytes: number, closing: AbortSignal) => launchLlama({ model, contextTokens, threads }, bytes, closing),
      memoryAllowed,
    };
    this.supervisor = new Supervisor(engine, log);
  }

  async ready(signal: AbortSignal): Promise<void> {
    this.contextTokens = (await this.supervisor.child(signal)).contextTokens;
  }

  promptTokens(question: Question, signal: AbortSignal): Promise<number> {
    return this.call<number>({ count: question }, this.secondsAllowed(0, 0), signal);
  }

  async ask(question: Question, answerTokens: number, signal: AbortSignal): Promise<string> {
    await this.ready(signal);
    const prompt = await this.promptTokens(question, signal);
    if (prompt + answerTokens > this.contextTokens) {
      throw new Failure("transcript_too_long", { tokens: prompt + answerTokens, most: this.contextTokens });
    }
    const seconds = this.secondsAllowed(prompt, answerTokens);
    const answer = await this.call<string>({ ask: question, answerTokens }, seconds, signal);
    this.supervisor.answered();
    return answer;
  }

  close(): Promise<void> {
    return this.supervisor.close();
  }

  private async call<T extends number | string>(work: Work, seconds: number, signal: AbortSignal): Promise<T> {
    const { calls } = await this.supervisor.child(signal);
    try {
      return await withDeadline(seconds, signal, (either) => calls.call<T>(work, either));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Failure)) throw await this.supervisor.lost(error);
      if (error.code === "extraction_timeout") await this.supervisor.end(`gave no answer in ${seconds} s`);
      throw error;
    }
  }
}

async function requireFile(path: string): Promise<number> {
  const bytes = await sizeOf(path);
  if (bytes === null) throw new Failure("extraction_model_missing", { path });
  return bytes;
}
