/** Delay before the next attempt, in milliseconds: doubles from 2 s to at most 2 min, with ±25 % of jitter so that retries spread. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const delay = Math.min(2_000 * 2 ** (attempt - 1), 120_000);
  return Math.round(delay * (0.75 + random() / 2));
}
