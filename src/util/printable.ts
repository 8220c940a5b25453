/**
 * A text that somebody else chose, made harmless: control and direction-changing characters, and halves of a character,
 * are shown as "�".
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}

/** JSON that a terminal can show: what is left of such characters in its texts is written as their numbers. */
export function printableJson(json: string): string {
  const left = /[\x7F-\x9F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;
  return json.replace(left, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** As one harmless line. Marks piled on one letter, which would cover the lines around it, are cut to three. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, " ").trim()).replace(/(\p{M}{3})\p{M}+/gu, "$1");
}

const graphemes = new Intl.Segmenter();

/** At most `most` UTF-16 units, cut with "…" between characters as a reader counts them. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, most))) {
    if (index + segment.length < most) end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}

/** A name that somebody else chose, as one harmless line of at most `most` UTF-16 units. */
export function shown(name: string, most: number): string {
  return shorten(oneLine(name), most);
}

/** A file's text without its byte order mark. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}
