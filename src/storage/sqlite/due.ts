const longestWaitMs = 15 * 60_000;

/**
 * Whether what a column puts off is due at @now. No wait is longer than a quarter of an hour: what seems to be put off for
 * longer was so by a clock that has been set back since.
 */
export function isDue(column: string): string {
  return `(${column} <= @now OR ${column} > @now + ${longestWaitMs})`;
}

/** The moment `at`, or the latest that something may be put off to. */
export function putOff(at: number, now: number): number {
  return Math.min(at, now + longestWaitMs);
}
