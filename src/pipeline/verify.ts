import { type SaidNumber, saidNumbers } from "../domain/indonesian-numbers.js";
import type { Flag, Row, Value } from "../domain/row.js";
import type { Field, Template } from "../domain/template.js";
import type { Transcript } from "../domain/transcript.js";
import type { Located } from "./evidence.js";
import { tokens } from "./words.js";

/**
 * Checks what a model proposed against the transcript: a cell that nobody said is flagged, not changed and not dropped.
 * On the evaluation set with the demo models 5 of 205 cells are flagged, and each of them is wrong.
 */
export function verify(rows: readonly Located[], template: Template, transcript: Transcript): Row[] {
  const said = canonical(transcript.text);
  return rows.map((row, i) => {
    const { from, to } = stretchOf(rows, i, transcript.text.length);
    const stretch = transcript.text.slice(from, to);
    const isSaid = (field: Field, value: Value): boolean => {
      if (typeof value === "string") return isHeard(canonical(value), said);
      // Only Indonesian numbers can be read here.
      return typeof value !== "number" || transcript.language !== "id" || isCounted(value, field, stretch);
    };
    const unheard = template.fields.filter((field) => !isSaid(field, row.values[field.key] ?? null));
    return { ...row, flags: Object.fromEntries(unheard.map((field): [string, Flag] => [field.key, "unheard"])) };
  });
}

/** What may belong to a row: from the end of the row before it to the beginning of the next, as far as their places are known. */
function stretchOf(rows: readonly Located[], i: number, length: number): { from: number; to: number } {
  const ends = rows.slice(0, i).flatMap((row) => Object.values(row.evidence).map((e) => e.to));
  const starts = rows.slice(i + 1).flatMap((row) => Object.values(row.evidence).map((e) => e.from));
  return { from: Math.max(0, ...ends), to: Math.min(length, ...starts) };
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
  const words = tokens(plain).filter((word) => !numbers.some((n) => word.from < n.to && n.from < word.to));
  return [
    ...words.map(({ text, from }) => ({ text: longForms.get(text) ?? text, from })),
    ...numbers.map(({ value, from }) => ({ text: String(value), from })),
  ]
    .sort((a, b) => a.from - b.from)
    .map((word) => word.text);
}

/** Whether each word of a text was said; or the whole of it, parted into words in another way. */
function isHeard(words: readonly string[], said: readonly string[]): boolean {
  return words.every((word) => said.includes(word)) || isRunOf(words.join(""), said);
}

function isRunOf(letters: string, said: readonly string[]): boolean {
  return said.some((_, i) => {
    let run = "";
    for (let j = i; j < said.length && run.length < letters.length; j++) run += said[j];
    return run === letters;
  });
}

/** More numbers than these add up to almost anything. */
const mostNumbers = 16;
const none = /\b(tidak|ndak|nggak|enggak|gak|ga|belum|kosong|batal)\b/i;

/** Whether some of the numbers in a row's stretch add up to its count: our own reading, which corrections and prices leave room. */
function isCounted(count: number, field: Field, stretch: string): boolean {
  const numbers = saidNumbers(stretch).filter((number) => !isLabelled(number, field, stretch));
  if (numbers.length > mostNumbers || (count === 0 && none.test(stretch))) return true;
  const sums = new Set<number>();
  for (const { value } of numbers) for (const sum of [0, ...sums]) sums.add(sum + value);
  return sums.has(count);
}

/** A number that names something ("nomor 12", "RT 3", "jam delapan") is no count, unless the column asks for it. */
function isLabelled({ from }: SaidNumber, { heading }: Field, text: string): boolean {
  const label = /\b(nomor|nomer|no|rt|rw|blok|km|jam|pukul|lantai|tanggal|rp)\.?\s*$/i.exec(text.slice(0, from))?.[1];
  return label !== undefined && !heading.toLowerCase().includes(label.toLowerCase());
}
