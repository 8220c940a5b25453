import { z } from "zod";
import { withEither } from "../../util/either.js";

/** Where a whisper-server answers. `url` has no slash at its end. */
export interface Address {
  url: string;
  headers: Record<string, string>;
}

/** A whisper-server that is brought to answer, and what its silence means. */
export interface WhisperHost {
  /** The model's name, as transcripts carry it. */
  readonly model: string;
  /** Waits until it can serve. Throws what is wrong with it. */
  ready(signal: AbortSignal): Promise<void>;
  /** Where it answers, after it was started if need be. Throws what is wrong with it. */
  address(signal: AbortSignal): Promise<Address>;
  /** It answered. */
  answered(): void;
  /** A request got no answer, or (a Failure) a wrong one: gives the failure to throw. */
  lost(error: unknown): Promise<Error>;
  /** It gave no answer in so many seconds. */
  hung(seconds: number): Promise<void>;
  close(): Promise<void>;
}

type Health = { is: "ok" | "loading" } | { is: "other"; cause: unknown };

const health = z.object({ status: z.string() });

/** "ok"; "loading" while the model is read; "other" where something else answers, or nothing (with the cause). */
export async function askHealth(address: Address, signal: AbortSignal): Promise<Health> {
  const ask = (either: AbortSignal) => askAt(address, either);
  return withEither([signal, AbortSignal.timeout(5000)], ask).catch((cause) => ({ is: "other", cause }));
}

async function askAt({ url, headers }: Address, signal: AbortSignal): Promise<Health> {
  const response = await fetch(`${url}/health`, { headers, redirect: "manual", signal });
  const body = health.safeParse(await response.json());
  if (response.ok && body.data?.status === "ok") return { is: "ok" };
  if (response.status === 503 && body.success) return { is: "loading" };
  return { is: "other", cause: new Error(`HTTP ${response.status}`) };
}
