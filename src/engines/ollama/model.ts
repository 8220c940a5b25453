import { type ChatRequest, Ollama } from "ollama";
import { Agent, Response, fetch as undiciFetch } from "undici";
import { z } from "zod";
import { Failure } from "../../domain/failure.js";
import type { LanguageModel, Question } from "../../ports/index.js";
import { withoutLogin } from "../../util/login.js";
import { withHeader } from "../process/basic-login.js";
import { answerSeconds, withDeadline } from "../process/deadline.js";

export interface OllamaOptions {
  /** As OLLAMA_HOST: empty, host, host:port or a URL; a login may stand before the host. */
  host: string;
  model: string;
  contextTokens: number;
  /** Seconds that an answer of so many tokens to so many may take. */
  secondsAllowed?: (promptTokens: number, answerTokens: number) => number;
}

/** Node's own fetch gives up after 300 s without headers, which come only with the first token: our deadline is the limit. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
const readySeconds = 15;
const refusal = z.object({ error: z.string() });

/** A language model that Ollama serves. */
export class OllamaModel implements LanguageModel {
  readonly contextTokens: number;
  sharesCpu: boolean;
  private readonly host: string;
  private readonly headers: Record<string, string>;

  constructor(private readonly options: OllamaOptions) {
    this.contextTokens = options.contextTokens;
    const { address, headers } = withHeader(options.host);
    this.host = address || "127.0.0.1:11434";
    this.headers = headers;
    this.sharesCpu = mayBeHere(this.host);
  }

  async ready(signal: AbortSignal): Promise<void> {
    await this.call(readySeconds, signal, (client) => client.show({ model: this.options.model }));
  }

  async promptTokens(question: Question): Promise<number> {
    return estimatedTokens(question);
  }

  async ask(question: Question, answerTokens: number, signal: AbortSignal): Promise<string> {
    const { secondsAllowed = answerSeconds } = this.options;
    const seconds = secondsAllowed(estimatedTokens(question), answerTokens);
    const answer = await this.call(seconds, signal, (client) => client.chat(this.request(question, answerTokens)));
    if (answer.done_reason === "length") throw new Failure("answer_cut_off", { tokens: answerTokens });
    if (!answer.done || answer.done_reason !== "stop") {
      throw new Failure("ollama_failed", { reason: `answer not finished (${answer.done_reason || "no reason"})` });
    }
    await this.lookWhereItRuns(signal);
    return answer.message.content;
  }

  async close(): Promise<void> {}

  /** `truncate` and `shift` are not in the client's types; without them an overlong prompt is cut in silence. */
  private request({ system, user, schema }: Question, answerTokens: number): ChatRequest & { stream: false } {
    const request = {
      model: this.options.model,
      messages: [
        { role: "system", content: system },
        { role: "user", content: user },
      ],
      format: schema,
      stream: false as const,
      think: false,
      keep_alive: "30m",
      truncate: false,
      shift: false,
      options: { temperature: 0, seed: 1, num_ctx: this.contextTokens, num_predict: answerTokens },
    };
    return request;
  }

  /** A model that is on a GPU does not compete with the speech model for the CPU; loaded anew, it may be elsewhere. */
  private async lookWhereItRuns(signal: AbortSignal): Promise<void> {
    if (!mayBeHere(this.host)) return;
    const { models } = await this.call(readySeconds, signal, (client) => client.ps()).catch(() => ({ models: [] }));
    const mine = models.find((m) => m.name === this.options.model || m.name === `${this.options.model}:latest`);
    this.sharesCpu = !mine || mine.size_vram < 0.9 * mine.size;
  }

  /** One call with its own deadline and signal, which the client's non-streaming calls do not take. */
  private async call<T>(seconds: number, signal: AbortSignal, work: (client: Ollama) => Promise<T>): Promise<T> {
    return withDeadline(seconds, signal, async (either) => {
      const fetch = async (url: unknown, init: object) =>
        explained(await undiciFetch(url as string, { ...init, signal: either, dispatcher: agent } as never)) as never;
      try {
        return await work(new Ollama({ host: this.host, headers: this.headers, fetch: fetch as never }));
      } catch (error) {
        either.throwIfAborted();
        throw this.failure(error);
      }
    });
  }

  private failure(error: unknown): Failure {
    const { status_code: status, message = String(error) } = error as { status_code?: number; message?: string };
    if (status === 404) return new Failure("ollama_model_missing", { model: this.options.model }, { cause: error });
    if (status === 400 && /context|too long|exceed/i.test(message)) {
      return new Failure(
        "transcript_too_long",
        { tokens: this.contextTokens, most: this.contextTokens },
        { cause: error },
      );
    }
    if (status === 503 || status === 429) return new Failure("ollama_busy", { host: this.host }, { cause: error });
    if (status !== undefined) return new Failure("ollama_failed", { reason: `${status} ${message}` }, { cause: error });
    if (error instanceof SyntaxError)
      return new Failure("ollama_failed", { reason: "half an answer" }, { cause: error });
    return new Failure("ollama_unreachable", { host: this.host }, { cause: error });
  }
}

/** A refusal as Ollama words it, whoever sent it: of any other, the client would speak on our stdout. */
async function explained(response: Response): Promise<Response> {
  if (response.ok) return response;
  const text = await response.text();
  const error = errorIn(text) ?? text.replace(/\s+/g, " ").trim().slice(0, 200);
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify({ error }), { status: response.status, headers });
}

function errorIn(text: string): string | undefined {
  try {
    return refusal.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}

/** There is no tokenizer over HTTP: three bytes a token is above what Indonesian text takes, and 40 are the template's. */
function estimatedTokens({ system, user }: Question): number {
  return Math.ceil((Buffer.byteLength(system) + Buffer.byteLength(user)) / 3) + 40;
}

/**
 * Whether it may compute on this box's CPU: a loopback address, or a name without a dot, as containers on one box have for each
 * other. To take another box for this one costs a little time; to take this one for another makes both engines crawl.
 */
export function mayBeHere(host: string): boolean {
  const name = withoutLogin(host).replace(/^https?:\/\//i, "");
  return /^(127\.|0\.0\.0\.0|\[?::1|host\.docker\.internal\b|[^./:[\]]*([:/]|$))/i.test(name);
}
