/** Numbers in [0, 1) that a seed repeats (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed for this run, or the one that CATAT_TEST_SEED names: what failed by chance can be repeated. */
export function newSeed(): number {
  return Number(process.env.CATAT_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
}
