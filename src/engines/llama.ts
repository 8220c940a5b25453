import { access } from "node:fs/promises";
import { basename } from "node:path";
import type { Template } from "@huggingface/jinja";
import type { Llama, LlamaCompletion, LlamaContext, LlamaGrammar, LlamaModel as Model, Token } from "node-llama-cpp";
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
  llama: Llama;
  model: Model;
  context: LlamaContext;
  completion: LlamaCompletion;
  template: Template;
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

  promptTokens(question: Question): number {
    return this.tokens(question).length;
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

  private async generate(question: Question, maxTokens: number, signal: AbortSignal): Promise<string> {
    const { completion } = this.requireLoaded();
    const grammar = await this.grammar(question.schema);
    const options = { grammar, maxTokens, temperature: 0, signal };
    const answer = await completion.generateCompletionWithMeta(this.tokens(question), options);
    signal.throwIfAborted();
    if (answer.metadata.stopReason === "maxTokens") throw new Failure("answer_cut_off", { tokens: maxTokens });
    return answer.response;
  }

  /**
   * The question as the model's own chat template renders it. Rendered here, since node-llama-cpp's wrapper puts the
   * messages in behind the template's back: a template that shortens one would not.
   */
  private tokens({ system, user }: Question): Token[] {
    const { model, template } = this.requireLoaded();
    const messages = [
      { role: "system", content: system },
      { role: "user", content: user },
    ];
    const text = template.render({ messages, bos_token: "", add_generation_prompt: true });
    const { bos } = model.tokens;
    return [...(bos === null ? [] : [bos]), ...model.tokenize(text, true)];
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
      logger: (level, message) => this.log.debug({ level }, message),
    });
    try {
      const model = await llama.loadModel({ modelPath: path });
      const contextSize = Math.min(contextTokens, model.trainContextSize);
      const context = await model.createContext({ contextSize, threads });
      this.log.info({ model: basename(path), ms: Math.round(performance.now() - start) }, "extraction model loaded");
      const completion = new library.LlamaCompletion({ contextSequence: context.getSequence() });
      return { llama, model, context, completion, template: await chatTemplate(model) };
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

/** The template that came with the model. Throws where there is none: the model would not know its part. */
async function chatTemplate(model: Model): Promise<Template> {
  const { Template } = await import("@huggingface/jinja");
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  if (!source) throw new Error("the model has no chat template");
  return new Template(source);
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
