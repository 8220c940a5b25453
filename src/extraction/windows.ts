import type { Segment } from "../domain/transcript.js";
import type { Located } from "./evidence.js";

/** The whole segments [first, end) of a transcript, which are the characters [from, to) of its text. */
export interface Window {
  first: number;
  end: number;
  from: number;
  to: number;
  text: string;
}

/** How many segments are read again where the last rows cannot be placed: name, address and order often are three sentences. */
const overlap = 3;

/** The longest window from the segment `first` that `fits` accepts. A single segment is taken whole: the model's limit judges it. */
export async function windowFrom(
  segments: readonly Segment[],
  first: number,
  fits: (text: string) => Promise<boolean>,
): Promise<Window> {
  let end = first + 1;
  while (end < segments.length && (await fits(textOf(segments, first, end + 1)))) end++;
  return windowOf(segments, first, end);
}

/** The two halves of a window of several segments; itself where it is a single one. */
export function halves(segments: readonly Segment[], { first, end }: Window): Window[] {
  const middle = Math.ceil((first + end) / 2);
  if (end - first < 2) return [windowOf(segments, first, end)];
  return [windowOf(segments, first, middle), windowOf(segments, middle, end)];
}

/**
 * Where the next window begins: at the sentence that began the last row, which the window's end may have cut off.
 * So no window begins in the middle of a buyer, and the row that both hold is merged into one.
 */
export function nextStart(segments: readonly Segment[], window: Window, rows: readonly Located[]): number {
  const begins = rows.flatMap((row) => {
    const places = Object.values(row.evidence).map((e) => e.from);
    return places.length > 0 ? [Math.min(...places)] : [];
  });
  const last = begins.length > 0 ? segmentAt(segments, Math.max(...begins)) : window.end - overlap;
  return last > window.first && last < window.end ? last : Math.max(window.first + 1, window.end - overlap);
}

function segmentAt(segments: readonly Segment[], character: number): number {
  let at = 0;
  return segments.findIndex((s) => {
    at += s.text.length + 1;
    return character < at;
  });
}

function windowOf(segments: readonly Segment[], first: number, end: number): Window {
  const from = first === 0 ? 0 : textOf(segments, 0, first).length + 1;
  const text = textOf(segments, first, end);
  return { first, end, from, to: from + text.length, text };
}

function textOf(segments: readonly Segment[], first: number, end: number): string {
  return segments
    .slice(first, end)
    .map((s) => s.text)
    .join(" ");
}
