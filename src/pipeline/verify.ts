import type { Evidence, Flag, Row, Value } from "../domain/row.js";
import type { Field, Template } from "../domain/template.js";
import type { Transcript } from "../domain/transcript.js";
import { amountsIn, isCounted } from "./counted.js";
import type { Located } from "./evidence.js";
import { isHeard, saidIn } from "./heard.js";

/**
 * Checks what a model proposed against the transcript: a cell that nobody said is flagged, not changed and not dropped.
 * On the evaluation set with the demo models 5 of 205 cells are flagged, and each of them is wrong.
 */
export function verify(rows: readonly Located[], template: Template, { text, language }: Transcript): Row[] {
  const said = saidIn(text);
  const amounts = amountsIn(text);
  return rows.map((row, i) => {
    const { from, to } = stretchOf(rows, i, text.length);
    const around = amounts.filter((amount) => amount.from >= from && amount.to <= to);
    const isSaid = (field: Field, value: Value): boolean => {
      if (typeof value === "string") return isHeard(value, said);
      // Only Indonesian numbers can be read here.
      return typeof value !== "number" || language !== "id" || isCounted(value, field, around, text.slice(from, to));
    };
    const unheard = template.fields.filter((field) => !isSaid(field, row.values[field.key] ?? null));
    return { ...row, flags: Object.fromEntries(unheard.map((field): [string, Flag] => [field.key, "unheard"])) };
  });
}

/**
 * What may belong to a row: from where the row before it ended to where the next begins. A place that two rows share (two buyers
 * of one address) is no border; a row without a place may be anywhere.
 */
function stretchOf(rows: readonly Located[], i: number, length: number): { from: number; to: number } {
  const places = rows.map((row) => Object.values(row.evidence));
  const own = places[i] as Evidence[];
  const begin = Math.min(length, ...own.map((e) => e.from));
  const end = Math.max(0, ...own.map((e) => e.to));
  const ends = places.slice(0, i).flatMap((other) => other.map((e) => e.to).filter((to) => to <= begin));
  const starts = places.slice(i + 1).flatMap((other) => other.map((e) => e.from).filter((from) => from >= end));
  return own.length === 0 ? { from: 0, to: length } : { from: Math.max(0, ...ends), to: Math.min(length, ...starts) };
}
