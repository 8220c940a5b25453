import { asFailure, Failure } from "../../domain/failure.js";
import type { Reply, Request, Work } from "./ipc.js";
import { LlamaLibrary } from "./library.js";

// The program that holds the language model: a crash of llama.cpp ends it alone.

let library: LlamaLibrary | null = null;
const running = new Map<number, AbortController>();

process.on("message", (request: Request) => {
  if ("abort" in request) running.get(request.id)?.abort(new Error("given up"));
  else void answer(request.id, request.work);
});
// Not an orderly exit: that would wait for what is being computed.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

async function answer(id: number, work: Work): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  try {
    reply({ id, value: await perform(work, stop.signal) });
  } catch (error) {
    const failure = asFailure(error);
    reply({ id, failure: failure.stored, cause: String(failure.cause ?? failure) });
  } finally {
    running.delete(id);
  }
}

async function perform(work: Work, signal: AbortSignal): Promise<number | string> {
  if ("load" in work) {
    library = await LlamaLibrary.load(work.load);
    return library.contextTokens;
  }
  if (!library) throw new Failure("unexpected", { reason: "the language model is not loaded" });
  return "count" in work ? library.promptTokens(work.count) : library.answer(work.ask, work.answerTokens, signal);
}

function reply(message: Reply): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
