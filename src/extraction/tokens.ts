/** A word of a text, in lower case, and the characters [from, to) it takes. */
export interface Token {
  text: string;
  from: number;
  to: number;
}

/** The words and numbers of a text, without case and punctuation, "5A" as two: what a value and a transcript are compared by. */
export function tokens(text: string): Token[] {
  return [...text.matchAll(/\p{L}+|\p{N}+/gu)].map((m) => ({
    text: m[0].toLowerCase(),
    from: m.index,
    to: m.index + m[0].length,
  }));
}

/** Where `needle` stands as a run of whole words in `haystack`, at or after the character `start`; null if it does not. */
export function findRun(
  haystack: readonly Token[],
  needle: readonly Token[],
  start = 0,
): [from: number, to: number] | null {
  if (needle.length === 0) return null;
  for (let i = 0; i + needle.length <= haystack.length; i++) {
    const first = haystack[i] as Token;
    if (first.from < start || !needle.every((word, j) => haystack[i + j]?.text === word.text)) continue;
    return [first.from, (haystack[i + needle.length - 1] as Token).to];
  }
  return null;
}
