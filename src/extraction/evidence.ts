import type { Evidence, Row } from "../domain/row.js";
import type { Segment, Transcript } from "../domain/transcript.js";
import type { Values } from "./response.js";
import { findRun, tokens } from "./tokens.js";

/** A row before it is checked, and the characters of the transcript that it was read from. */
export interface Located extends Pick<Row, "values" | "evidence"> {
  span: { from: number; to: number };
}

/**
 * Finds where each text value of the records was said. Records come in the order of the transcript, so each is looked for
 * behind the one before first: two buyers of one name are told apart. `from` is where the records' window begins.
 */
export function locate(records: readonly Values[], transcript: Transcript, from: number, to: number): Located[] {
  const heard = tokens(transcript.text).filter((t) => t.from >= from && t.to <= to);
  let cursor = from;
  return records.map((values) => {
    const evidence: Row["evidence"] = {};
    for (const [key, value] of Object.entries(values)) {
      if (typeof value !== "string") continue;
      const run = findRun(heard, tokens(value), cursor) ?? findRun(heard, tokens(value));
      if (run) evidence[key] = { from: run[0], to: run[1], ...secondsOf(transcript.segments, run) };
    }
    cursor = Math.max(cursor, ...Object.values(evidence).map((e) => e.to));
    return { values, evidence, span: { from, to } };
  });
}

/** Start and end, in seconds, of the words that a character span of the transcript's text touches. */
function secondsOf(segments: readonly Segment[], [from, to]: [number, number]): Pick<Evidence, "start" | "end"> {
  let offset = 0;
  const touched = segments.flatMap((segment) => {
    const at = offset;
    offset += segment.text.length + 1;
    return pieces(segment).filter((piece) => at + piece.from < to && at + piece.to > from);
  });
  return { start: touched[0]?.start ?? 0, end: touched.at(-1)?.end ?? 0 };
}

/** A segment's words with their character spans; the segment as a whole where its words are not known. */
function pieces(segment: Segment): { from: number; to: number; start: number; end: number }[] {
  const whole = { from: 0, to: segment.text.length, start: segment.start, end: segment.end };
  let cursor = 0;
  const words = segment.words.map((word) => {
    const from = segment.text.indexOf(word.text, cursor);
    cursor = from + word.text.length;
    return { from, to: cursor, start: word.start, end: word.end };
  });
  return words.length > 0 && words.every((w) => w.from >= 0) ? words : [whole];
}
