import { saidNumbers } from "../domain/indonesian-numbers.js";
import { tokens } from "./words.js";

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
  return words.every((word) => said.words.has(word)) || isRunOf(words.join(""), said);
}

function isRunOf(letters: string, { letters: heard, edges }: Said): boolean {
  for (let at = heard.indexOf(letters); at >= 0; at = heard.indexOf(letters, at + 1)) {
    if (edges.has(at) && edges.has(at + letters.length)) return true;
  }
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
  }),
);

/** A text's words without case, accents, short forms and the way a number is written: "Jl. Melati no dua belas" is jalan melati nomor 12. */
function canonical(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
  const numbers = saidNumbers(plain);
  let next = 0;
  return tokens(plain).flatMap((word) => {
    while ((numbers[next]?.to ?? Infinity) <= word.from) next++;
    const number = numbers[next];
    if (!number || word.to <= number.from) return [longForms.get(word.text) ?? word.text];
    return word.from <= number.from ? [String(number.value)] : [];
  });
}
