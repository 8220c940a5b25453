import type { Transformer } from "grammy";
import { withEither } from "../../util/either.js";

/** Gives requests to Telegram up once a signal is aborted: a network that is gone must not keep the bot from stopping. */
export class Bound {
  private last = new AbortController().signal;

  /** Outermost: waiting for a chat's turn, and for a later try, is given up too. */
  readonly transform: Transformer = (previous, method, payload, signal) => {
    const signals = signal ? [this.last, signal as never] : [this.last];
    return withEither(signals, (either) => previous(method, payload, either as never));
  };

  endBy(signal: AbortSignal): void {
    this.last = signal;
  }
}
