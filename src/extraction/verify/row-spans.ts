import type { Located } from "../evidence.js";
import { findRun, type Token, tokens } from "../tokens.js";
import type { Amount } from "./count-check.js";

/** The characters [from, to) of a transcript. */
export interface Stretch {
  from: number;
  to: number;
}

/** A stretch in which something of a row was said. */
interface Place extends Stretch {
  row: number;
}

/** Said of a buyer whose count was told with another's: "Ani sama", "Eko juga", "Budi dan Ani masing-masing tiga". */
const together = /\b(sama|juga|segitu|masing|semua|semuanya)\b/i;

/**
 * What may belong to each row: from where the row before it ended to where the next begins. Anything may, where a row has no
 * place, where its buyer is spoken of once more, or was told together with others.
 */
export function stretchesOf(rows: readonly Located[], amounts: readonly Amount[], text: string): Stretch[] {
  const whole = { from: 0, to: text.length };
  const words = tokens(text);
  const places = rows.flatMap(({ evidence }, row) =>
    Object.values(evidence).map(({ from, to }) => ({ row, from, to })),
  );
  return rows.map((row, i) => {
    if (Object.keys(row.evidence).length === 0 || isSaidAgain(row, words, places)) return whole;
    const own = between(places, i, text.length);
    return isToldTogether(own, amounts, text) ? whole : own;
  });
}

/** A place that two rows share, as two buyers do of one address, is no border. */
function between(places: readonly Place[], row: number, length: number): Stretch {
  const own = places.filter((place) => place.row === row);
  const begin = Math.min(...own.map((place) => place.from));
  const end = Math.max(...own.map((place) => place.to));
  let [from, to] = [0, length];
  for (const place of places) {
    if (place.row < row && place.to <= begin) from = Math.max(from, place.to);
    if (place.row > row && place.from >= end) to = Math.min(to, place.from);
  }
  return { from, to };
}

/** Behind its place, and not as the place of another: "Budi, Ani. Budi tiga, Ani dua"; "Budi tiga, Ani dua, eh, Budi empat". */
function isSaidAgain({ values, evidence }: Located, words: readonly Token[], places: readonly Place[]): boolean {
  return Object.entries(evidence).some(([key, { to }]) => {
    const again = findRun(words, tokens(String(values[key])), to);
    return again !== null && !places.some(({ from }) => from === again[0]);
  });
}

/** No number before the next row begins, and a word that points to one elsewhere before the next is said. */
function isToldTogether({ from, to }: Stretch, amounts: readonly Amount[], text: string): boolean {
  const next = amounts.find((amount) => amount.from >= from && !amount.inName);
  return (next?.from ?? text.length) >= to && together.test(text.slice(from, next?.from));
}
