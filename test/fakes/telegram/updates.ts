import type { Update } from "grammy/types";
import { ApiError } from "./api-error.js";

const batchMs = 2;
const longestSeconds = 50;

interface Asked {
  offset?: number;
  limit?: number;
  timeout?: number;
  allowed_updates?: readonly string[];
}

/** The updates that the bot has yet to confirm, and the one long poll that waits for more. */
export class Updates {
  #next = 700_001;
  #queue: Update[] = [];
  #repeats: Update[] = [];
  #allowed: readonly string[] = [];
  #wake: ((conflict?: ApiError) => void) | undefined;

  constructor(private readonly changed: () => void) {}

  /** How many the bot has not confirmed. */
  get pending(): number {
    return this.#queue.length;
  }

  push(content: Omit<Update, "update_id">): Update {
    const update = { update_id: this.#next++, ...content };
    const [kind = ""] = Object.keys(content);
    if (!this.#allowed.length || this.#allowed.includes(kind)) this.#queue.push(update);
    this.#soon();
    return update;
  }

  /** Delivers an update once more, confirmed or not. */
  repeat(update: Update): void {
    this.#repeats.push(update);
    this.#soon();
  }

  async get(asked: Asked, gone: AbortSignal): Promise<Update[]> {
    const { offset = 0, limit = 100, timeout = 0, allowed_updates } = asked;
    if (allowed_updates) this.#allowed = allowed_updates;
    this.#queue = offset < 0 ? this.#queue.slice(offset) : this.#queue.filter((u) => u.update_id >= offset);
    this.changed();
    const size = Math.min(100, Math.max(1, limit));
    const batch = this.#batch(size);
    if (batch.length || timeout <= 0) return batch;
    await this.#more(Math.min(timeout, longestSeconds) * 1000, gone);
    return gone.aborted ? [] : this.#batch(size);
  }

  #batch(size: number): Update[] {
    const again = new Set(this.#repeats.splice(0, size));
    const fresh = this.#queue.filter((u) => !again.has(u)).slice(0, size - again.size);
    // In order, so that the offset which follows confirms them all.
    return [...again, ...fresh].sort((a, b) => a.update_id - b.update_id);
  }

  #more(ms: number, gone: AbortSignal): Promise<void> {
    this.#wake?.(
      new ApiError(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      ),
    );
    return new Promise((resolve, reject) => {
      const wake = (conflict?: ApiError) => {
        clearTimeout(timer);
        if (this.#wake === wake) this.#wake = undefined;
        if (conflict) reject(conflict);
        else resolve();
      };
      const timer = setTimeout(wake, ms);
      gone.addEventListener("abort", () => wake(), { once: true });
      this.#wake = wake;
      if (gone.aborted) wake();
    });
  }

  /** A moment later, so that an album comes in one batch. */
  #soon(): void {
    const wake = this.#wake;
    if (wake) setTimeout(wake, batchMs);
  }
}
