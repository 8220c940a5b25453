import type { StoredFailure } from "../../domain/failure.js";
import { Failure } from "../../domain/failure.js";
import type { Question } from "../../ports/index.js";
import type { ModelOptions } from "./library.js";

/** What the process that holds the language model is asked for, and what each gives. */
export type Work = { load: ModelOptions } | { count: Question } | { ask: Question; answerTokens: number };
export type Request = { id: number; work: Work } | { id: number; abort: true };
export type Reply = { id: number; value: number | string } | { id: number; failure: StoredFailure; cause: string };

interface Channel {
  on(event: "message", take: (message: unknown) => void): unknown;
  send?(message: object, sent: (error: Error | null) => void): boolean;
}

interface Waiting {
  resolve(value: number | string): void;
  reject(error: unknown): void;
}

/** Calls to another process over its channel, each answered by its number. */
export class Calls {
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  constructor(private readonly channel: Channel) {
    channel.on("message", (message) => this.take(message as Reply));
  }

  /** Throws what the other process threw; the signal's reason when aborted, and the work is given up then. */
  async call<T extends number | string>(work: Work, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    this.last += 1;
    const id = this.last;
    const abort = () => {
      this.waiting.get(id)?.reject(signal.reason);
      this.send({ id, abort: true });
    };
    signal.addEventListener("abort", abort, { once: true });
    try {
      const answer = new Promise<number | string>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
      this.send({ id, work });
      return (await answer) as T;
    } finally {
      signal.removeEventListener("abort", abort);
      this.waiting.delete(id);
    }
  }

  /** The other process has ended. */
  lose(error: Error): void {
    for (const { reject } of this.waiting.values()) reject(error);
  }

  private take(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if ("value" in reply) waiting?.resolve(reply.value);
    else waiting?.reject(received(reply.failure, reply.cause));
  }

  private send(request: Request): void {
    this.channel.send?.(request, (error) => {
      if (error) this.waiting.get(request.id)?.reject(error);
    });
  }
}

function received({ code, facts }: StoredFailure, cause: string): Failure {
  return new Failure(code, facts, { cause: new Error(cause) });
}
