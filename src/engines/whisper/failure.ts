import { Failure } from "../../domain/failure.js";
import { type Exit, howItEnded } from "../process/engine-child.js";

export const program = "whisper-server";

const anotherHasThePort = /couldn't bind to server socket/;
const badModel = /failed to load model|invalid model|bad magic|not all tensors|GGML_ASSERT|wrong size in model/;
const outOfMemory = /alloc/i;
/** whisper.cpp takes a model that ends before its first tensor for a test's, serves, and hears nothing in anything. */
const emptyModel = /no tensors loaded/;

/** Whether its model is one that hears nothing. */
export function isEmptyModel(stderr: string): boolean {
  return emptyModel.test(stderr);
}

/** Whether the VAD model could not be read. */
export function isVadFailure(stderr: string): boolean {
  return /failed to initialize VAD context/.test(stderr);
}

/** Whether starting again with another port can help. */
export function wantsAnotherPort(stderr: string): boolean {
  return anotherHasThePort.test(stderr);
}

/** Why whisper-server ended before it could serve. */
export function startFailure(exit: Exit, stderr: string, model: string): Failure {
  if (badModel.test(stderr) && !outOfMemory.test(stderr))
    return new Failure("speech_model_damaged", { path: model }, { cause: new Error(stderr) });
  const said = whatItSaid(stderr);
  const how = howItEnded(program, exit);
  const reason = said === "" ? how : `${how}: ${said}`;
  return new Failure("speech_engine_failed", { reason }, { cause: new Error(stderr) });
}

/** The last lines that tell of something wrong, or the last at all. After some errors it prints all its options, indented. */
function whatItSaid(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => /^\S/.test(line));
  const wrong = lines.filter((line) => /error|exception|failed|terminate/i.test(line));
  return (wrong.length > 0 ? wrong : lines).slice(-3).join(" | ").trim();
}
