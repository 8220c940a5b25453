import { type SaidNumber, saidNumbers } from "../domain/indonesian-numbers.js";
import type { Field } from "../domain/template.js";

/** A number that was said, and the word before it that makes it a name: "nomor 12", "RT 3", "jam delapan". */
export interface Amount extends SaidNumber {
  label: string | null;
}

const labels = /\b(nomor|nomer|no|rt|rw|blok|km|jam|pukul|lantai|tanggal|rp)\.?\s*$/i;
const longestLabel = 12;

export function amountsIn(text: string): Amount[] {
  return saidNumbers(text).map((number) => {
    const before = text.slice(Math.max(0, number.from - longestLabel), number.from);
    return { ...number, label: labels.exec(before)?.[1]?.toLowerCase() ?? null };
  });
}

/** More numbers than these add up to almost anything. */
const mostNumbers = 16;
const none = /\b(tidak|ndak|nggak|enggak|gak|ga|belum|kosong|batal)\b/i;

/**
 * Whether some of the amounts around a row add up to its count: our own reading, which leaves room for corrections and prices.
 * A number that names something is no count, unless the column's heading asks for it. `stretch` is the text they are from.
 */
export function isCounted(count: number, { heading }: Field, amounts: readonly Amount[], stretch: string): boolean {
  const named = heading.toLowerCase();
  const counts = amounts.filter(({ label }) => label === null || named.includes(label));
  if (counts.length > mostNumbers || (count === 0 && none.test(stretch))) return true;
  const sums = new Set<number>();
  for (const { value } of counts) for (const sum of [0, ...sums]) sums.add(sum + value);
  return sums.has(count);
}
