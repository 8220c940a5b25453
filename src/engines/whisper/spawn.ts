import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../domain/failure.js";
import { type EngineChild, secondsToLoad, spawnEngine } from "../process/engine-child.js";
import { serverArguments, type WhisperProcessOptions } from "./arguments.js";
import { isEmptyModel, startFailure } from "./failure.js";
import { type Address, askHealth } from "./host.js";

export interface Child extends EngineChild {
  address: Address;
}

/** Starts a whisper-server; it is not ready yet. */
export async function spawnChild(options: WhisperProcessOptions): Promise<Child> {
  const port = await freePort();
  const path = `/${randomBytes(16).toString("hex")}`;
  const { binary } = options;
  // Not where we are: a program that looks for its parts in its working directory must not find somebody else's.
  const { child } = await spawnEngine(binary, serverArguments(options, port, path), { cwd: dirname(binary) });
  return { ...child, address: { url: `http://127.0.0.1:${port}${path}`, headers: {} } };
}

/** Its port opens once the model is loaded. Throws why that does not come to pass. */
export async function untilLoaded(
  child: Child,
  model: { path: string; bytes: number },
  closing: AbortSignal,
): Promise<void> {
  const seconds = secondsToLoad(model.bytes);
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const exit = await Promise.race([child.exit, sleep(50, null)]);
    closing.throwIfAborted();
    if (exit) throw startFailure(exit, child.stderr.text, model.path);
    if ((await askHealth(child.address, closing)).is !== "ok") continue;
    if (isEmptyModel(child.stderr.text)) throw new Failure("speech_model_damaged", { path: model.path });
    return;
  }
  throw new Failure("speech_engine_failed", { reason: `whisper-server did not load its model in ${seconds} s` });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
