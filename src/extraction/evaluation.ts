import type { Template } from "../domain/template.js";
import type { Values } from "./response.js";
import { tokens } from "./tokens.js";

/** What was said in one recording of an evaluation set. */
export interface Expected {
  file: string;
  records: Values[];
}

/** Sums over recordings. A record is exact when all its fields are, case and punctuation aside. */
export interface Score {
  recordings: number;
  whollyRight: number;
  expected: number;
  found: number;
  exact: number;
  /** Of the expected records: how many have the field right in the record that stands for them. */
  fields: Record<string, number>;
}

export function precision({ exact, found }: Score): number {
  return found === 0 ? 0 : exact / found;
}

export function recall({ exact, expected }: Score): number {
  return expected === 0 ? 0 : exact / expected;
}

/** Harmonic mean of precision and recall; 1 where nothing was to be found and nothing was. */
export function recordF1(score: Score): number {
  if (score.expected === 0 && score.found === 0) return 1;
  const sum = precision(score) + recall(score);
  return sum === 0 ? 0 : (2 * precision(score) * recall(score)) / sum;
}

/** Compares what was found in each recording with what was said in it. */
export function score(template: Template, pairs: readonly { expected: Values[]; found: Values[] }[]): Score {
  const keys = template.fields.map((f) => f.key);
  const sum: Score = {
    recordings: pairs.length,
    whollyRight: 0,
    expected: 0,
    found: 0,
    exact: 0,
    fields: Object.fromEntries(keys.map((k) => [k, 0])),
  };
  for (const { expected, found } of pairs) {
    const agreeing = align(expected, found, keys);
    const exact = agreeing.filter((a) => a.length === keys.length).length;
    sum.expected += expected.length;
    sum.found += found.length;
    sum.exact += exact;
    if (exact === expected.length && exact === found.length) sum.whollyRight++;
    for (const key of agreeing.flat()) sum.fields[key] = (sum.fields[key] ?? 0) + 1;
  }
  return sum;
}

/** The fields that agree in each pair of the order-keeping alignment that makes most of them agree. */
function align(expected: readonly Values[], found: readonly Values[], keys: readonly string[]): string[][] {
  type Best = { agreeing: string[][]; count: number };
  const none: Best = { agreeing: [], count: 0 };
  let above: Best[] = Array.from({ length: found.length + 1 }, () => none);
  for (const said of expected) {
    const row: Best[] = [none];
    found.forEach((got, j) => {
      const agree = keys.filter((key) => equal(said[key] ?? null, got[key] ?? null));
      const before = above[j] as Best;
      const paired = { agreeing: [...before.agreeing, agree], count: before.count + agree.length };
      row.push([above[j + 1] as Best, row[j] as Best].reduce((a, b) => (b.count > a.count ? b : a), paired));
    });
    above = row;
  }
  return (above.at(-1) as Best).agreeing;
}

function equal(a: Values[string], b: Values[string]): boolean {
  if (typeof a !== "string" || typeof b !== "string") return a === b;
  const plain = (text: string) =>
    tokens(text)
      .map((t) => t.text)
      .join(" ");
  return plain(a) === plain(b);
}
