import { Failure } from "../../domain/failure.js";

/**
 * The fault of the box that kept an update from being handled (it cannot store anything, say); null where it is another error.
 * grammY wraps what a handler throws.
 */
export function boxFault(thrown: unknown): Failure | null {
  const error = (thrown as { error?: unknown } | null)?.error ?? thrown;
  if (!(error instanceof Failure)) return null;
  return error.isSetup || error.code.startsWith("store_") ? error : null;
}
