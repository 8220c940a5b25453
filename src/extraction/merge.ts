import type { Evidence } from "../domain/row.js";
import type { Located } from "./evidence.js";

/**
 * Joins the rows of two overlapping windows of a transcript: the same buyer at the same time is one row. Each row is joined
 * with one at the most, the one that it shares most with: buyers of one address stay rows of their own.
 */
export function merge(earlier: readonly Located[], later: readonly Located[], text: string): Located[] {
  const rows = [...earlier];
  const fresh: Located[] = [];
  const partners = partnersOf(earlier, later, text);
  later.forEach((row, j) => {
    const at = partners.get(j);
    if (at === undefined) fresh.push(row);
    else rows[at] = union(rows[at] as Located, row);
  });
  return [...rows, ...fresh];
}

/** The earlier row that stands for each later one, by their indices: those that share most find each other first. */
function partnersOf(earlier: readonly Located[], later: readonly Located[], text: string): Map<number, number> {
  const pairs = later.flatMap((b, j) => earlier.map((a, i) => ({ i, j, shared: shared(a, b, text) })));
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  for (const { i, j } of pairs.filter((p) => p.shared > 0).sort((a, b) => b.shared - a.shared)) {
    if (taken.has(i) || partners.has(j)) continue;
    taken.add(i);
    partners.set(j, i);
  }
  return partners;
}

/**
 * How much two rows share: above all values that were said at the same place. 0 where they are two, since their first value with
 * a place in both was said elsewhere; unless the one corrects the other, or they agree in all that both hold.
 */
function shared(a: Located, b: Located, text: string): number {
  if (isUnplaced(a) && isUnplaced(b)) return overlaps(a.span, b.span) && isEqual(a, b) ? 1 : 0;
  const places = Object.keys(a.values).flatMap((key) => {
    const [mine, other] = [a.evidence[key], b.evidence[key]];
    return mine && other ? [{ mine, other }] : [];
  });
  const [first] = places;
  const same = places.filter(({ mine, other }) => overlaps(mine, other)).length;
  if (!first || overlaps(first.mine, first.other) || isCorrection(first.mine, first.other, text)) return 2 * same;
  // Spoken of twice, and both windows heard the second time.
  return overlaps(a.span, first.other) && agree(a, b) ? 1 + 2 * same : 0;
}

function isUnplaced({ evidence }: Located): boolean {
  return Object.keys(evidence).length === 0;
}

function isEqual(a: Located, b: Located): boolean {
  return Object.keys(a.values).every((key) => a.values[key] === b.values[key]);
}

function agree(a: Located, b: Located): boolean {
  const both = Object.keys(a.values).filter((key) => a.values[key] !== null && b.values[key] !== null);
  return both.every((key) => a.values[key] === b.values[key]);
}

function overlaps(a: { from: number; to: number }, b: { from: number; to: number }): boolean {
  return a.from < b.to && b.from < a.to;
}

/** "Budi di Jalan Melati, eh maaf, maksud saya Pak Budiman". */
const corrects = /\b(maaf|ralat|bukan|salah|maksud\p{L}*)\b[^.!?]*$/iu;
const longestBefore = 32;

function isCorrection(was: Evidence, is: Evidence, text: string): boolean {
  return is.from >= was.to && corrects.test(text.slice(Math.max(was.to, is.from - longestBefore), is.from));
}

/** The fuller of two readings, completed from the other; of two equally full ones the later, which also heard what came next. */
function union(earlier: Located, later: Located): Located {
  const [best, other] = filled(earlier) > filled(later) ? [earlier, later] : [later, earlier];
  const values = { ...best.values };
  const evidence = { ...best.evidence };
  for (const [key, value] of Object.entries(other.values)) {
    if (values[key] !== null || value === null) continue;
    values[key] = value;
    if (Object.hasOwn(other.evidence, key)) evidence[key] = other.evidence[key] as Evidence;
  }
  return { values, evidence, span: later.span };
}

function filled(row: Located): number {
  return Object.values(row.values).filter((v) => v !== null).length;
}
