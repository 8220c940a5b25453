import type { Template } from "@huggingface/jinja";
import type { Llama, LlamaCompletion, LlamaContext, LlamaGrammar, LlamaModel as Model, Token } from "node-llama-cpp";
import { Failure } from "../../domain/failure.js";
import type { Question } from "../../ports/index.js";

export interface ModelOptions {
  model: string;
  contextTokens: number;
  threads: number;
}

type Library = typeof import("node-llama-cpp");
type Jinja = typeof import("@huggingface/jinja");

/** What is loaded, once. */
interface Loaded {
  llama: Llama;
  model: Model;
  context: LlamaContext;
  completion: LlamaCompletion;
  template: Template;
}

/** A language model inside this process, on the CPU. */
export class LlamaLibrary {
  private readonly grammars = new Map<string, Promise<LlamaGrammar>>();

  private constructor(private readonly loaded: Loaded) {}

  /** Throws llama_missing, extraction_model_damaged. */
  static async load(options: ModelOptions): Promise<LlamaLibrary> {
    return new LlamaLibrary(await load(options));
  }

  get contextTokens(): number {
    return this.loaded.context.contextSize;
  }

  promptTokens(question: Question): number {
    return this.tokens(question).length;
  }

  /** Throws answer_cut_off; the signal's reason when aborted. One answer at a time: the next waits. */
  async answer(question: Question, maxTokens: number, signal: AbortSignal): Promise<string> {
    const grammar = await this.grammar(question.schema);
    const options = { grammar, maxTokens, temperature: 0, signal };
    const answer = await this.loaded.completion.generateCompletionWithMeta(this.tokens(question), options);
    signal.throwIfAborted();
    if (answer.metadata.stopReason === "maxTokens") throw new Failure("answer_cut_off", { tokens: maxTokens });
    return answer.response;
  }

  /**
   * The question as the model's own chat template renders it. Rendered here, since node-llama-cpp's wrapper puts the
   * messages in behind the template's back: a template that shortens one would not.
   */
  private tokens({ system, user }: Question): Token[] {
    const { model, template } = this.loaded;
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
    const known = this.grammars.get(key) ?? this.loaded.llama.createGrammarForJsonSchema(schema as never);
    this.grammars.set(key, known as Promise<LlamaGrammar>);
    return known as Promise<LlamaGrammar>;
  }
}

async function load({ model: path, contextTokens, threads }: ModelOptions): Promise<Loaded> {
  const { library, jinja } = await importLibrary();
  await requireWhole(library, path);
  const llama = await loadBinary(library);
  try {
    const model = await llama.loadModel({ modelPath: path });
    const contextSize = Math.min(contextTokens, model.trainContextSize);
    const context = await model.createContext({ contextSize, threads });
    const completion = new library.LlamaCompletion({ contextSequence: context.getSequence() });
    return { llama, model, context, completion, template: chatTemplate(model, jinja) };
  } catch (cause) {
    throw new Failure("extraction_model_damaged", { path }, { cause });
  }
}

/** The template that came with the model. Throws where there is none: the model would not know its part. */
function chatTemplate(model: Model, { Template }: Jinja): Template {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  if (!source) throw new Error("the model has no chat template");
  return new Template(source);
}

async function importLibrary(): Promise<{ library: Library; jinja: Jinja }> {
  try {
    return { library: await import("node-llama-cpp"), jinja: await import("@huggingface/jinja") };
  } catch (cause) {
    throw missing(cause);
  }
}

/** It comes ready made for most systems, and is not built for the others. */
async function loadBinary(library: Library): Promise<Llama> {
  const options = { gpu: false, build: "never", skipDownload: true, logLevel: library.LlamaLogLevel.error } as const;
  try {
    return await library.getLlama({ ...options, logger: (_, message) => console.error(message) });
  } catch (cause) {
    throw cause instanceof library.NoBinaryFoundError ? missing("no binary for this system", cause) : missing(cause);
  }
}

function missing(why: unknown, cause: unknown = why): Failure {
  const reason = why instanceof Error ? why.message.split("\n")[0] : String(why);
  return new Failure("llama_missing", { reason: reason ?? "" }, { cause });
}

/** Reads the header before llama.cpp does, which is less patient with a file that is no model. */
async function requireWhole(library: Library, path: string): Promise<void> {
  await library.readGgufFileInfo(path).catch((cause: unknown) => {
    throw new Failure("extraction_model_damaged", { path }, { cause });
  });
}
