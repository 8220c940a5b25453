import { access } from "node:fs/promises";
import { basename } from "node:path";
import type { Llama, LlamaContext, LlamaContextSequence, LlamaGrammar, LlamaModel as Model } from "node-llama-cpp";
import type { Logger } from "pino";
import { Failure } from "../domain/failure.js";
import type { LanguageModel, Question } from "../ports.js";
import { answerSeconds, withDeadline } from "./deadline.js";

export interface LlamaOptions {
  model: string;
  contextTokens: number;
  threads: number;
}

type Library = typeof import("node-llama-cpp");

/** What is loaded, once. */
interface Loaded {
  library: Library;
  llama: Llama;
  model: Model;
  context: LlamaContext;
  sequence: LlamaContextSequence;
}

/** A language model inside this process, on the CPU. */
export class EmbeddedModel implements LanguageModel {
  readonly sharesCpu = true;
  private loading: Promise<Loaded> | null = null;
  private loaded: Loaded | null = null;
  private readonly grammars = new Map<string, Promise<LlamaGrammar>>();

  constructor(
    private readonly options: LlamaOptions,
    private readonly log: Logger,
  ) {}

  get contextTokens(): number {
    return this.loaded?.context.contextSize ?? this.options.contextTokens;
  }

  async ready(): Promise<void> {
    this.loading ??= this.load();
    this.loaded = await this.loading;
  }

  promptTokens({ system, user }: Question): number {
    const { library, model } = this.requireLoaded();
    const wrapper = library.resolveChatWrapper(model);
    const { contextText } = wrapper.generateContextState({ chatHistory: history(system, user) });
    return contextText.tokenize(model.tokenizer).length;
  }

  async ask(question: Question, answerTokens: number, signal: AbortSignal): Promise<string> {
    await this.ready();
    const prompt = this.promptTokens(question);
    if (prompt + answerTokens > this.contextTokens) {
      throw new Failure("transcript_too_long", { tokens: prompt + answerTokens, most: this.contextTokens });
    }
    return withDeadline(answerSeconds(prompt, answerTokens), signal, (either) =>
      this.generate(question, answerTokens, either),
    );
  }

  async close(): Promise<void> {
    const loaded = await this.loading?.catch(() => null);
    await loaded?.llama.dispose();
    this.loading = null;
    this.loaded = null;
  }

  private async generate({ system, user, schema }: Question, maxTokens: number, signal: AbortSignal): Promise<string> {
    const { library, sequence } = this.requireLoaded();
    const grammar = await this.grammar(schema);
    const session = new library.LlamaChatSession({ contextSequence: sequence, systemPrompt: system });
    try {
      const answer = await session.promptWithMeta(user, {
        grammar,
        maxTokens,
        temperature: 0,
        signal,
        stopOnAbortSignal: false,
      });
      if (answer.stopReason === "maxTokens") throw new Failure("answer_cut_off", { tokens: maxTokens });
      return answer.responseText;
    } finally {
      session.dispose({ disposeSequence: false });
    }
  }

  private grammar(schema: object): Promise<LlamaGrammar> {
    const key = JSON.stringify(schema);
    const known = this.grammars.get(key) ?? this.requireLoaded().llama.createGrammarForJsonSchema(schema as never);
    this.grammars.set(key, known as Promise<LlamaGrammar>);
    return known as Promise<LlamaGrammar>;
  }

  private async load(): Promise<Loaded> {
    const { model: path, contextTokens, threads } = this.options;
    await access(path).catch((cause) => {
      throw new Failure("extraction_model_missing", { path }, { cause });
    });
    const start = performance.now();
    const library = await importLibrary();
    await requireWhole(library, path);
    const llama = await library.getLlama({
      gpu: false,
      build: "never",
      skipDownload: true,
      logLevel: library.LlamaLogLevel.error,
    });
    try {
      const model = await llama.loadModel({ modelPath: path });
      const contextSize = Math.min(contextTokens, model.trainContextSize);
      const context = await model.createContext({ contextSize, threads });
      this.log.info({ model: basename(path), ms: Math.round(performance.now() - start) }, "extraction model loaded");
      return { library, llama, model, context, sequence: context.getSequence() };
    } catch (cause) {
      await llama.dispose();
      throw new Failure("extraction_model_damaged", { path }, { cause });
    }
  }

  private requireLoaded(): Loaded {
    if (!this.loaded) throw new Error("the extraction model is not ready");
    return this.loaded;
  }
}

function history(system: string, user: string) {
  return [
    { type: "system" as const, text: system },
    { type: "user" as const, text: user },
    { type: "model" as const, response: [] },
  ];
}

async function importLibrary(): Promise<Library> {
  try {
    return await import("node-llama-cpp");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new Failure("llama_missing", { reason: reason ?? "" }, { cause });
  }
}

/** Reads the header before llama.cpp does, which is less patient with a file that is no model. */
async function requireWhole(library: Library, path: string): Promise<void> {
  await library.readGgufFileInfo(path).catch((cause: unknown) => {
    throw new Failure("extraction_model_damaged", { path }, { cause });
  });
}
