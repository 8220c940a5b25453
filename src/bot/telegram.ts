import { setTimeout as sleep } from "node:timers/promises";
import { Api, GrammyError, HttpError, type Transformer } from "grammy";

/** Seconds until a request is given up; a long poll takes most of it. grammY's own 500 would leave a dead socket unnoticed. */
export const requestSeconds = 45;
export const pollSeconds = 25;
/** Telegram lets about one message a second through to a chat. */
const chatGapMs = 1050;

export interface Telegram {
  api: Api;
  /** Waits for a chat's turn, as every send and edit does. */
  pace: Transformer;
  /** Gives a request up once `endBy`'s signal is aborted. */
  bound: Transformer;
  endBy(signal: AbortSignal): void;
}

/** An Api with our time limit, that keeps Telegram's pace in each chat. */
export function openTelegram(token: string, apiRoot: string): Telegram {
  const pace = paced();
  let last = new AbortController().signal;
  const bound: Transformer = (previous, method, payload, signal) => {
    const either = signal ? AbortSignal.any([last, signal as never]) : last;
    return previous(method, payload, either as never);
  };
  const api = new Api(token, { apiRoot, timeoutSeconds: requestSeconds });
  api.config.use(pace, bound);
  const endBy = (signal: AbortSignal) => {
    last = signal;
  };
  return { api, pace, bound, endBy };
}

function paced(): Transformer {
  const next = new Map<unknown, number>();
  return async (previous, method, payload, signal) => {
    const chat = (payload as { chat_id?: unknown } | undefined)?.chat_id;
    if (chat === undefined || !/^(send|edit)/.test(method) || method === "sendChatAction")
      return previous(method, payload, signal);
    const now = performance.now();
    const at = Math.max(now, next.get(chat) ?? 0);
    next.set(chat, at + chatGapMs);
    if (next.size > 10_000) for (const [key, time] of next) if (time < now) next.delete(key);
    if (at > now) await sleep(at - now, undefined, { signal: signal as never });
    return previous(method, payload, signal);
  };
}

/** What a failed request means for whoever sent it. */
export type Refusal =
  /** Telegram surely did not do it; try again in so many seconds, where it said. */
  | { kind: "again"; seconds: number | null }
  /** It may have been done: the answer was lost. */
  | { kind: "unsure" }
  /** The chat cannot be reached: the bot is blocked, or the chat is gone. */
  | { kind: "unreachable" }
  /** It will never be done like this. */
  | { kind: "never"; description: string };

const neverLeft = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN/;

export function refusalOf(error: unknown): Refusal {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    if (code === 429) return { kind: "again", seconds: parameters.retry_after ?? 5 };
    if (code >= 500) return { kind: "unsure" };
    if (code === 403 || /chat not found|user is deactivated/.test(description)) return { kind: "unreachable" };
    return { kind: "never", description };
  }
  const cause = error instanceof HttpError ? error.error : error;
  const { code = "", message = "" } = (cause ?? {}) as NodeJS.ErrnoException;
  return neverLeft.test(`${code} ${message}`) ? { kind: "again", seconds: null } : { kind: "unsure" };
}

/** An error as it may be logged: grammY's network errors carry the address, and with it the token. */
export function loggable(error: unknown, token: string): string {
  const inner = error instanceof HttpError ? error.error : error;
  const text = inner instanceof Error ? inner.message : String(inner);
  return text.replaceAll(token, "<token>").slice(0, 300);
}
