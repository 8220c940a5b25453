import { kindOf } from "../../domain/kind.js";
import type { Field } from "../../domain/template.js";
import { type SaidNumber, saidNumbers } from "./indonesian-numbers.js";

/** A number that was said, and whether it is part of a name: "nomor 12", "RT 3/4", "jam delapan", "C-12". */
export interface Amount extends SaidNumber {
  inName: boolean;
}

const nameBefore =
  /(?:\b(?:nomor|nomer|no|rt|rw|blok|km|kilometer|jam|pukul|lantai|tanggal)\.?\s*(?:\d+\s*\/\s*)?|(?:^|[^\p{L}\d])\p{L}-?)$/iu;
const longestBefore = 16;

export function amountsIn(text: string): Amount[] {
  return saidNumbers(text).map((number) => {
    const before = text.slice(Math.max(0, number.from - longestBefore), number.from);
    return { ...number, inName: nameBefore.test(before) };
  });
}

/** More numbers than these add up to almost anything. */
const mostNumbers = 12;
const none = /\b(tidak|tak|ndak|nggak|enggak|gak|ga|belum|kosong|batal|tutup|libur)\b/i;
/** So many for each of some: only a multiple can be asked for. */
const each = /\b(masing|tiap|setiap|kali|per orang)\b|\d\s?x\s?\d/i;

/**
 * Whether some of the amounts around a row add up to its number: our own reading, which leaves room for corrections and prices.
 * `stretch` is the text they are from.
 */
export function isCounted(count: number, field: Field, amounts: readonly Amount[], stretch: string): boolean {
  // Another kind may ask for the hour, the floor, the table.
  const isCount = kindOf(field) === "count";
  const values = amounts.filter(({ inName }) => !(inName && isCount)).map(({ value }) => value);
  if (values.length > mostNumbers || (count === 0 && none.test(stretch))) return true;
  if (each.test(stretch) && values.some((value) => value > 0 && count % value === 0)) return true;
  return sumsOf(values).some((sum) => Math.abs(sum - Math.abs(count)) < 1e-6);
}

function sumsOf(values: readonly number[]): number[] {
  const sums = new Set<number>();
  for (const value of values) for (const sum of [0, ...sums]) sums.add(sum + value);
  return [...sums];
}
