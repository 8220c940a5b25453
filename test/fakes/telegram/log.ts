import type { Message } from "grammy/types";
import type { Params } from "./body.js";

/** One request of the bot, or one thing that a seller did. */
export interface Entry {
  /** Milliseconds since the server began. */
  at: number;
  from: "bot" | "seller";
  /** A method of the Bot API, `download`, or what a seller's update holds: `message`, `callback_query`. */
  method: string;
  chat_id?: number;
  params: Params;
  /** Whether it took effect, whatever became of the answer. */
  done: boolean;
  /** The status that was answered; absent while there is no answer, or when it was lost. */
  status?: number;
  retry_after?: number;
  /** The message as it was after this. */
  message?: Message;
  /** The bytes of a document that the bot sent. */
  bytes?: Uint8Array;
}

export class Log {
  readonly entries: Entry[] = [];
  readonly #began = performance.now();
  readonly #watchers = new Set<() => void>();

  get now(): number {
    return performance.now() - this.#began;
  }

  add(entry: Omit<Entry, "at">): Entry {
    const added = { at: this.now, ...entry };
    this.entries.push(added);
    this.changed();
    return added;
  }

  answered(entry: Entry, status: number, retry_after?: number): void {
    entry.status = status;
    if (retry_after !== undefined) entry.retry_after = retry_after;
    this.changed();
  }

  changed(): void {
    for (const watch of [...this.#watchers]) watch();
  }

  /** Looks at each change, and gives the first true value that the predicate gives. */
  until<T>(predicate: () => T, ms: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(watch);
        end();
      };
      const watch = () => {
        try {
          const value = predicate();
          if (value) settle(() => resolve(value));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timer = setTimeout(() => settle(() => reject(new Error(this.#inVain(ms)))), ms);
      this.#watchers.add(watch);
      watch();
    });
  }

  #inVain(ms: number): string {
    const last = this.entries.filter((e) => e.method !== "getUpdates").slice(-12);
    const lines = last.map((e) => `${Math.round(e.at)} ${e.from} ${e.method} ${e.chat_id ?? ""} ${e.status ?? "-"}`);
    return `waited ${ms} ms in vain; the end of the log:\n${lines.join("\n")}`;
  }
}
