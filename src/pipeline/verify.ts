import type { Flag, Row, Value } from "../domain/row.js";
import type { Field, Template } from "../domain/template.js";
import type { Transcript } from "../domain/transcript.js";
import { amountsIn, isCounted } from "./counted.js";
import type { Located } from "./evidence.js";
import { isHeard, saidIn } from "./heard.js";
import { stretchesOf } from "./stretches.js";

/** Checks what a model proposed against the transcript: a cell that nobody said is flagged, not changed and not dropped. */
export function verify(rows: readonly Located[], template: Template, { text, language }: Transcript): Row[] {
  const said = saidIn(text);
  const amounts = amountsIn(text);
  const stretches = stretchesOf(rows, amounts, text);
  return rows.map((row, i) => {
    const { from, to } = stretches[i] ?? { from: 0, to: text.length };
    const around = amounts.filter((amount) => amount.from >= from && amount.to <= to);
    const isSaid = (field: Field, value: Value): boolean => {
      if (typeof value === "string") return isHeard(value, said);
      // Only Indonesian numbers can be read here.
      return typeof value !== "number" || language !== "id" || isCounted(value, field, around, text.slice(from, to));
    };
    const unheard = template.fields.filter((field) => !isSaid(field, row.values[field.key] ?? null));
    return {
      values: row.values,
      evidence: row.evidence,
      flags: Object.fromEntries(unheard.map((field): [string, Flag] => [field.key, "unheard"])),
    };
  });
}
