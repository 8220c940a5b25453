import { isWithin } from "../../domain/bounds.js";
import type { Flag, Row, Value } from "../../domain/row.js";
import type { Field, Template } from "../../domain/template.js";
import type { Transcript } from "../../domain/transcript.js";
import type { Located } from "../evidence.js";
import { amountsIn, isCounted } from "./count-check.js";
import { stretchesOf } from "./row-spans.js";
import { isHeard, type Said, saidIn } from "./text-match.js";

/**
 * Checks what a model proposed against the transcript and the bounds of its field: a cell that nobody said, or that the field
 * does not take, is flagged, not changed and not dropped.
 */
export function verify(rows: readonly Located[], template: Template, { text, language }: Transcript): Row[] {
  const said = saidIn(text);
  const amounts = amountsIn(text);
  const stretches = stretchesOf(rows, amounts, text);
  return rows.map(({ values, evidence }, i) => {
    const { from, to } = stretches[i] ?? { from: 0, to: text.length };
    const around = amounts.filter((amount) => amount.from >= from && amount.to <= to);
    const isSaid = (field: Field, value: Value): boolean => {
      if (typeof value === "string") return isHeard(value, said) || isMapped(value, field, said);
      // Only Indonesian numbers can be read here.
      return typeof value !== "number" || language !== "id" || isCounted(value, field, around, text.slice(from, to));
    };
    const flagged = template.fields.flatMap((field): [string, Flag][] => {
      const value = values[field.key] ?? null;
      if (!isSaid(field, value)) return [[field.key, "unheard"]];
      return isWithin(value, field, template) ? [] : [[field.key, "out_of_bounds"]];
    });
    return { values, evidence, flags: Object.fromEntries(flagged) };
  });
}

/** Whether what the field's examples have for a value was said: "cash" for "Tunai". */
function isMapped(value: string, { examples }: Field, said: Said): boolean {
  return examples.some((example) => example.value === value && isHeard(example.said, said));
}
