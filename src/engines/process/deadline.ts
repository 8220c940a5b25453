import { Failure } from "../../domain/failure.js";
import { withEither } from "../../util/either.js";

/**
 * Gives the work a signal that ends with the caller's or after `seconds`. Throws extraction_timeout for the second,
 * the caller's reason for the first; other errors pass.
 */
export async function withDeadline<T>(
  seconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(seconds * 1000);
  try {
    return await withEither([signal, deadline], work);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw new Failure("extraction_timeout", { seconds }, { cause: error });
    throw error;
  }
}

/**
 * Seconds that an answer may take: loading a model from a slow disk, then reading at 5 and writing at 1 token a second,
 * which is slower than any box that is of use. A deadline under what a slow CPU needs would be an endless retry loop.
 */
export function answerSeconds(promptTokens: number, answerTokens: number): number {
  return Math.ceil(300 + promptTokens / 5 + answerTokens);
}
