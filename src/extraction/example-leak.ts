import type { Template } from "../domain/template.js";
import type { Located } from "./evidence.js";
import { findRun, tokens } from "./tokens.js";

/** Tells whether a row repeats an example of the prompt: it holds a made-up word of the template that nobody said in this recording. */
export function isLeak(template: Template, heard: string): (row: Located) => boolean {
  const said = tokens(heard);
  const markers = template.invented.map(tokens).filter((marker) => !findRun(said, marker));
  return (row) =>
    Object.values(row.values).some(
      (value) => typeof value === "string" && markers.some((marker) => findRun(tokens(value), marker)),
    );
}
