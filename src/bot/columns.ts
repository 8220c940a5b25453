import { shorten } from "../domain/printable.js";

const graphemes = new Intl.Segmenter();
const invisible = /^[\p{M}\p{Cf}]+$/u;
const wide =
  /\p{Emoji_Presentation}|[\uFE0F\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u;

/** Columns that a text takes in a monospaced font: emoji and East Asian characters take two. */
export function columnsOf(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + columnsOfGrapheme(segment), 0);
}

function columnsOfGrapheme(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

/** Exactly `columns` wide: cut with "…", or filled with spaces on the right (on the left where `right`). */
export function fitted(text: string, columns: number, right = false): string {
  const cut = cutTo(shorten(text, 6 * columns), columns);
  const space = " ".repeat(columns - columnsOf(cut));
  return right ? space + cut : cut + space;
}

function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += columnsOfGrapheme(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Shares `room` columns out: who needs least is served first, and nobody gets less than an equal part of what is left. */
export function shares(needs: readonly number[], room: number): number[] {
  const given = needs.map(() => 0);
  const smallestFirst = needs.map((need, i) => ({ need, i })).sort((a, b) => a.need - b.need);
  let left = room;
  smallestFirst.forEach(({ need, i }, served) => {
    given[i] = Math.min(need, Math.floor(left / (needs.length - served)));
    left -= given[i] as number;
  });
  return given;
}
