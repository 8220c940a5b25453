import type { Transformer } from "grammy";
import type { Logger } from "pino";
import { isOutage, loggable } from "./errors.js";

/** Whether Telegram can be reached: one line in the log when it cannot, and one when it can again. */
export class Reach {
  private lostAt: number | null = null;

  constructor(
    private readonly token: string,
    private readonly log: Logger,
  ) {}

  readonly watch: Transformer = async (previous, method, payload, signal) => {
    try {
      const answer = await previous(method, payload, signal);
      if (answer.ok || answer.error_code < 500) this.answered();
      else this.lost(answer.description);
      return answer;
    } catch (error) {
      if (isOutage(error) && !signal?.aborted) this.lost(error);
      throw error;
    }
  };

  private answered(): void {
    if (this.lostAt === null) return;
    const seconds = Math.round((performance.now() - this.lostAt) / 1000);
    this.lostAt = null;
    this.log.info({ seconds }, "Telegram answers again");
  }

  private lost(error: unknown): void {
    if (this.lostAt !== null) return;
    this.lostAt = performance.now();
    this.log.warn({ reason: loggable(error, this.token) }, "Telegram cannot be reached");
  }
}
