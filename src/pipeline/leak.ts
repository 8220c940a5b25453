import type { Template } from "../domain/template.js";
import type { Located } from "./evidence.js";
import { findRun, tokens } from "./words.js";

/**
 * Tells whether a row repeats an example of the prompt: it holds a made-up word, or a whole text of an example,
 * that nobody said in this recording.
 */
export function isLeak(template: Template, heard: string): (row: Located) => boolean {
  const said = tokens(heard);
  const markers = exampleTexts(template)
    .map(tokens)
    .filter((marker) => marker.length > 0 && !findRun(said, marker));
  return (row) =>
    Object.values(row.values).some(
      (value) => typeof value === "string" && markers.some((marker) => findRun(tokens(value), marker)),
    );
}

function exampleTexts(template: Template): string[] {
  const cells = template.fields.flatMap((field) => field.examples.map((e) => e.value));
  const records = template.examples.flatMap((e) => e.records.flatMap((r) => Object.values(r)));
  const texts = [...cells, ...records].filter((value) => typeof value === "string");
  return [...new Set([...template.invented, ...texts])];
}
