import { tokens } from "../tokens.js";
import { saidNumbers } from "./indonesian-numbers.js";

/** What was said: its words, and their letters without a gap, with the places where a word begins or ends. */
export interface Said {
  words: ReadonlySet<string>;
  letters: string;
  edges: ReadonlySet<number>;
}

export function saidIn(text: string): Said {
  const words = canonical(text);
  const edges = new Set([0]);
  let end = 0;
  for (const word of words) {
    end += word.length;
    edges.add(end);
  }
  return { words: new Set(words), letters: words.join(""), edges };
}

/** Whether each word of a text was said; or the whole of it, parted into words in another way. */
export function isHeard(text: string, said: Said): boolean {
  const words = canonical(text);
  if (words.length === 0) return false;
  return words.every((word) => said.words.has(word)) || isRunOf(words.join(""), said);
}

function isRunOf(letters: string, { letters: heard, edges }: Said): boolean {
  for (const at of edges) if (edges.has(at + letters.length) && heard.startsWith(letters, at)) return true;
  return false;
}

/** Short forms that models and speech models write where the long one was said, and the other way round. */
const longForms = new Map(
  Object.entries({
    jl: "jalan",
    jln: "jalan",
    gg: "gang",
    no: "nomor",
    nomer: "nomor",
    blk: "blok",
    kp: "kampung",
    ds: "desa",
    kel: "kelurahan",
    kec: "kecamatan",
    kab: "kabupaten",
    perum: "perumahan",
    kav: "kavling",
    km: "kilometer",
  }),
);

/** A text's words without case, accents, short forms and the way a number is written: "Jl. Melati no dua belas" is jalan melati nomor 12. */
function canonical(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const wordsIn = (part: string) => tokens(part).map((word) => longForms.get(word.text) ?? word.text);
  let end = 0;
  const words = saidNumbers(plain).flatMap(({ value, from, to }) => {
    const before = wordsIn(plain.slice(end, from));
    end = to;
    return [...before, String(value)];
  });
  return [...words, ...wordsIn(plain.slice(end))];
}
