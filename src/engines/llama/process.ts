import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../../domain/failure.js";
import { withEither } from "../../util/either.js";
import { type EngineChild, howItEnded, secondsToLoad, spawnEngine } from "../process/engine-child.js";
import { Calls } from "./ipc.js";
import type { ModelOptions } from "./library.js";

export const program = "llama.cpp";

/** From src as from dist, the built program: Node runs no TypeScript. */
const childProgram = fileURLToPath(new URL("../../../dist/engines/llama/child.js", import.meta.url));

/** V8 lets its young generation grow to some 50 MB with what only passes through; a question needs none of that. */
const littleHeap = "--max-semi-space-size=1";

export interface LlamaChild extends EngineChild {
  contextTokens: number;
  calls: Calls;
}

/** Starts a process that loads the model. Throws why it cannot; it has ended then. */
export async function launchLlama(
  options: ModelOptions,
  modelBytes: number,
  closing: AbortSignal,
): Promise<LlamaChild> {
  const { process: started, child } = await spawnEngine(process.execPath, [littleHeap, childProgram], {
    cwd: dirname(childProgram),
    ipc: true,
  });
  const calls = new Calls(started);
  void child.exit.then(() => calls.lose(new Error("it has ended")));
  const seconds = secondsToLoad(modelBytes);
  const deadline = AbortSignal.timeout(seconds * 1000);
  try {
    const load = (either: AbortSignal) => calls.call<number>({ load: options }, either);
    const contextTokens = await withEither([closing, deadline], load);
    return { ...child, calls, contextTokens };
  } catch (error) {
    const ended = error instanceof Failure || closing.aborted || deadline.aborted ? null : await child.exit;
    child.kill("SIGKILL");
    await child.exit;
    closing.throwIfAborted();
    if (error instanceof Failure) throw error;
    const reason = ended ? howItEnded(program, ended) : `${program} did not load its model in ${seconds} s`;
    throw new Failure(
      "extraction_engine_failed",
      { reason },
      { cause: new Error(child.stderr.text, { cause: error }) },
    );
  }
}
