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

/** A text in at most so many columns: its end gives way to "…". */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return "";
  let kept = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += columnsOfGrapheme(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
