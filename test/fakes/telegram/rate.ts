import { tooManyRequests } from "./api-error.js";
import type { Entry, Log } from "./log.js";

/** What Telegram's limits count: requests that put something into a chat or change it. */
const counts = (entry: Entry) => entry.from === "bot" && /^(send(?!ChatAction)|editMessage)/.test(entry.method);

export interface Rate {
  /** The greatest number of messages and edits in any window. */
  requests: number;
  /** The greatest number of edits of one and the same message in any window. */
  edits: number;
}

/** The densest that the bot's requests to a chat ever were, in windows of so many seconds. Refused ones count too. */
export function rate(entries: Entry[], chat: number, seconds: number): Rate {
  const requests = entries.filter((e) => counts(e) && e.chat_id === chat);
  const edits = requests.filter((e) => e.method.startsWith("edit"));
  const edited = new Set(edits.map((e) => e.params.message_id));
  const perMessage = [...edited].map((id) =>
    densest(
      edits.filter((e) => e.params.message_id === id),
      seconds,
    ),
  );
  return { requests: densest(requests, seconds), edits: Math.max(0, ...perMessage) };
}

function densest(entries: Entry[], seconds: number): number {
  let first = 0;
  return entries.reduce((most, entry, last) => {
    while (entry.at - (entries[first]?.at ?? 0) >= seconds * 1000) first++;
    return Math.max(most, last - first + 1);
  }, 0);
}

/** Refuses what comes too fast into one chat, and then all of that chat until `retry_after` is over. */
export class FloodControl {
  /** The requests that a chat may get in any second. */
  limit = Number.POSITIVE_INFINITY;
  retryAfter = 1;
  readonly #closedUntil = new Map<number, number>();

  check(entry: Entry, log: Log): void {
    const { chat_id: chat } = entry;
    if (!counts(entry) || chat === undefined) return;
    const left = (this.#closedUntil.get(chat) ?? 0) - log.now;
    if (left > 0) throw tooManyRequests(Math.ceil(left / 1000));
    const lately = log.entries.filter((e) => e.done && counts(e) && e.chat_id === chat && entry.at - e.at < 1000);
    if (lately.length < this.limit) return;
    this.#closedUntil.set(chat, log.now + this.retryAfter * 1000);
    throw tooManyRequests(this.retryAfter);
  }
}
