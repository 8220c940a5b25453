import type { ApiError } from "./api-error.js";

/** Which requests go wrong: those of a method (`download` for files), of a chat; of all unless told. */
export interface Which {
  method?: string;
  chat?: number;
  /** How many of them; once unless told. */
  times?: number;
}

export type Effect =
  | { kind: "fail"; error: ApiError }
  /** Neither carried out nor answered. */
  | { kind: "swallow" }
  /** Carried out, then cut: after so many bytes of a download, before the answer of a method. */
  | { kind: "cut"; after: number }
  /** Carried out; the answer, or a download after so many bytes, waits for the fault to end. */
  | { kind: "hold"; after: number; ended: Promise<void> }
  /** A download that goes on, a byte at a time, after so many. */
  | { kind: "trickle"; after: number };

export interface Fault {
  /** Later requests go well; what it holds goes on. */
  end(): void;
}

export class Faults {
  readonly delays = new Map<string, number>();
  #rules: { which: Which; left: number; effect: Effect }[] = [];

  add(which: Which, effect: Effect, end: () => void = () => {}): Fault {
    const rule = { which, left: which.times ?? 1, effect };
    this.#rules.push(rule);
    return {
      end: () => {
        this.#rules = this.#rules.filter((r) => r !== rule);
        end();
      },
    };
  }

  hold(which: Which, after: number): Fault {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    return this.add(which, { kind: "hold", after, ended }, end);
  }

  /** The fault that this request meets, if any. */
  take(method: string, chat: number | undefined): Effect | undefined {
    const rule = this.#rules.find(
      ({ which, left }) =>
        left > 0 && (which.method ?? method) === method && (which.chat === undefined || which.chat === chat),
    );
    if (rule) rule.left--;
    return rule?.effect;
  }
}
