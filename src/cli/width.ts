/** Emoji and East Asian characters, which take two columns of a terminal. */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\u{20000}-\u{3FFFD}]/u;
const combining = /[\p{Mn}\p{Me}\u200D]/u;

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  return [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : combining.test(char) ? 0 : 1), 0);
}

/** A text in at most so many columns: its end gives way to "…". */
export function shortened(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = "";
  for (const char of text) {
    if (width(kept + char) > columns - 1) break;
    kept += char;
  }
  return columns < 1 ? "" : `${kept}…`;
}
