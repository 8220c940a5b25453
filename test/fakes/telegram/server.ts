import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "./api-error.js";
import { type Body, readBody } from "./body.js";
import type { Effect, Faults } from "./faults.js";
import type { Entry } from "./log.js";
import { botMethods, type State } from "./methods.js";
import type { FloodControl } from "./rate.js";

export interface Serving {
  token: string;
  state: State;
  faults: Faults;
  flood: FloodControl;
}

const trickleMs = 50;

type Outcome = { status: number; answer: object; retry_after?: number | undefined };
type After = Extract<Effect, { kind: "cut" | "hold" }>;

/** Answers one HTTP request as the Bot API does, or as its fault says. */
export function requestHandler({ token, state, faults, flood }: Serving) {
  const { log } = state;
  const methods = botMethods(state);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const leave = new AbortController();
    response.on("close", () => leave.abort());
    try {
      const url = new URL(request.url ?? "", "http://localhost");
      const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
      const method = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname);
      if (file) await download(file[1] ?? "", decodeURIComponent(file[2] ?? ""), response, leave.signal);
      else if (method) await call(method[1] ?? "", method[2] ?? "", request, url, response, leave.signal);
      else send(response, refused(new ApiError(404, "Not Found")));
    } catch (error) {
      // A caller who hangs up in the middle of a request or an answer is no failure of the server.
      const hungUp = leave.signal.aborted || (error as NodeJS.ErrnoException).code === "ECONNRESET";
      if (!hungUp) throw error;
    }
  };

  async function call(
    given: string,
    method: string,
    request: IncomingMessage,
    url: URL,
    response: ServerResponse,
    gone: AbortSignal,
  ): Promise<void> {
    const body = await readBody(request, url).catch((error) => {
      if (error instanceof ApiError) return error;
      throw error;
    });
    const { params } = body instanceof ApiError ? { params: {} } : body;
    const chat = chatOf(method, params);
    const entry = log.add({
      from: "bot",
      method,
      params,
      done: false,
      ...(chat === undefined ? {} : { chat_id: chat }),
    });
    const wait = faults.delays.get(method);
    if (wait) await sleep(wait, undefined, { ref: false });
    const effect = given === token ? faults.take(method, chat) : undefined;
    if (effect?.kind === "swallow") return;
    const outcome = await (async () => {
      if (body instanceof ApiError) throw body;
      if (given !== token) throw new ApiError(401, "Unauthorized");
      if (effect?.kind === "fail") throw effect.error;
      return await carryOut(entry, body, gone);
    })().catch(refused);
    if (effect) await meet(effect as After, response, gone);
    finish(entry, response, outcome);
  }

  async function carryOut(entry: Entry, body: Body, gone: AbortSignal): Promise<Outcome> {
    const method = methods.get(entry.method);
    if (!method) throw new ApiError(404, "Not Found: method not found");
    flood.check(entry, log);
    const result = await method(body.params as never, { entry, files: body.files, gone });
    entry.done = true;
    if (result && typeof result === "object" && "message_id" in result)
      entry.message = structuredClone(result) as never;
    log.changed();
    return { status: 200, answer: { ok: true, result } };
  }

  async function download(given: string, path: string, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const file = given === token ? state.files.at(path) : undefined;
    const chat = file ? { chat_id: file.chat_id } : {};
    const entry = log.add({ from: "bot", method: "download", params: { path }, done: false, ...chat });
    const wait = faults.delays.get("download");
    if (wait) await sleep(wait, undefined, { ref: false });
    const effect = given === token ? faults.take("download", file?.chat_id) : undefined;
    if (effect?.kind === "swallow") return;
    if (effect?.kind === "fail") return finish(entry, response, refused(effect.error));
    if (given !== token) return finish(entry, response, refused(new ApiError(401, "Unauthorized")));
    if (!file) return finish(entry, response, refused(new ApiError(404, "Not Found")));
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": file.bytes.length });
    const { after } = (effect as After | undefined) ?? { after: 0 };
    response.flushHeaders();
    if (after) await new Promise<unknown>((written) => response.write(file.bytes.subarray(0, after), written));
    if (effect?.kind === "trickle") await trickle(file.bytes.subarray(after), response, gone);
    else if (effect) await meet(effect as After, response, gone);
    if (response.destroyed) return;
    response.end(effect?.kind === "trickle" ? undefined : file.bytes.subarray(after), () => {
      entry.done = true;
      log.answered(entry, 200);
    });
  }

  function finish(entry: Entry, response: ServerResponse, outcome: Outcome): void {
    if (response.destroyed) return;
    send(response, outcome);
    log.answered(entry, outcome.status, outcome.retry_after);
  }

  /** Some methods name their chat by a file or a tap. */
  function chatOf(method: string, params: Body["params"]): number | undefined {
    if (method === "getFile") return state.files.find(String(params.file_id))?.chat_id;
    if (method === "answerCallbackQuery") return state.queries.get(String(params.callback_query_id));
    return typeof params.chat_id === "number" ? params.chat_id : undefined;
  }
}

/** A byte now and then, until all are there or the caller has left. */
async function trickle(bytes: Uint8Array, response: ServerResponse, gone: AbortSignal): Promise<void> {
  for (let i = 0; i < bytes.length && !gone.aborted; i++) {
    response.write(bytes.subarray(i, i + 1));
    await sleep(trickleMs, undefined, { ref: false });
  }
}

async function meet(effect: After, response: ServerResponse, gone: AbortSignal): Promise<void> {
  if (effect.kind === "cut") response.destroy();
  else if (effect.kind === "hold")
    await Promise.race([
      effect.ended,
      new Promise<void>((left) => {
        if (gone.aborted) left();
        gone.addEventListener("abort", () => left());
      }),
    ]);
}

function refused(error: unknown): Outcome {
  if (!(error instanceof ApiError)) throw error;
  return { status: error.status, answer: error.answer, retry_after: error.parameters?.retry_after };
}

function send(response: ServerResponse, { status, answer, retry_after }: Outcome): void {
  if (retry_after !== undefined) response.setHeader("retry-after", retry_after);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
}
