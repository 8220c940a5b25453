import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Failure } from "../../domain/failure.js";
import { withHeader } from "../process/basic-login.js";
import { type Address, askHealth, type WhisperHost } from "./host.js";

/** A whisper-server that somebody else runs. `url` may carry a name and password, and a path. */
export class WhisperElsewhere implements WhisperHost {
  readonly model: string;
  private readonly shown: string;
  private readonly at: Address;

  constructor(
    url: string,
    private readonly log: Logger,
  ) {
    const { address, headers } = withHeader(url);
    const { origin, pathname } = new URL(address);
    this.shown = `${origin}${pathname.replace(/\/+$/, "")}`;
    this.at = { url: this.shown, headers };
    this.model = this.shown;
  }

  /** Waits while its model loads; throws speech_engine_unreachable where it does not answer as whisper-server does. */
  async ready(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const health = await askHealth(this.at, signal);
      signal.throwIfAborted();
      if (health.is === "ok") return;
      if (health.is === "other") throw this.unreachable(health.cause);
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }

  async address(): Promise<Address> {
    return this.at;
  }

  answered(): void {}

  async lost(error: unknown): Promise<Error> {
    return error instanceof Failure ? error : this.unreachable(error);
  }

  async hung(seconds: number): Promise<void> {
    this.log.warn({ seconds }, "speech engine gave no answer in time");
  }

  async close(): Promise<void> {}

  private unreachable(cause: unknown): Failure {
    return new Failure("speech_engine_unreachable", { url: this.shown }, { cause });
  }
}
