import { GrammyError, HttpError } from "grammy";
import { Failure } from "../../domain/failure.js";
import { backoffMs } from "../../util/backoff.js";
import { withoutLogins } from "../../util/login.js";

/** Seconds until a request is given up; a long poll takes most of it. grammY's own 500 would leave a dead socket unnoticed. */
export const requestSeconds = 45;
export const pollSeconds = 25;
/** After an outage, nobody waits longer than this for what is tried again. */
const longestWaitMs = 60_000;
/** Only a newer Catat, or somebody at the box, mends what Telegram refuses as it is: a line in the log each quarter of an hour will do. */
const refusedWaitMs = 15 * 60_000;

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
  // What we refused ourselves never left.
  if (error instanceof Failure) return { kind: "again", seconds: null };
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

/** As `refusalOf`, of a send: what we could not even make of it will not be better the next time, and what a stop put off never left. */
export function sendRefusalOf(error: unknown): Refusal {
  const isOurs = !(error instanceof Failure || error instanceof GrammyError || error instanceof HttpError);
  if (!isOurs) return refusalOf(error);
  const { name, message } = error as Error;
  return name === "AbortError" ? { kind: "again", seconds: null } : { kind: "never", description: message };
}

/** Whether the same may go through a little later. */
export function mayPass({ kind }: Refusal): boolean {
  return kind === "again" || kind === "unsure";
}

/** Milliseconds until the next try of what failed so often: as Telegram said, else longer each time. */
export function waitMs(refusal: Refusal, attempts: number): number {
  if (!mayPass(refusal)) return refusedWaitMs;
  const told = refusal.kind === "again" ? refusal.seconds : null;
  return told === null ? Math.min(backoffMs(attempts), longestWaitMs) : told * 1000;
}

/** Whether the network or Telegram itself is out of order: the log says so once for all requests (see Reach). */
export function isOutage(error: unknown): boolean {
  return error instanceof HttpError || (error instanceof GrammyError && error.error_code >= 500);
}

/** An error as it may be logged: grammY's network errors carry the address, and with it the token, and the login of a server of one's own. */
export function loggable(error: unknown, token: string): string {
  const inner = error instanceof HttpError ? error.error : error;
  const text = inner instanceof Error ? inner.message : String(inner);
  return withoutLogins(text.replaceAll(token, "<token>")).slice(0, 300);
}
