/** A number as it was said: its value, and the characters [from, to) that say it. */
export interface SaidNumber {
  value: number;
  from: number;
  to: number;
}

const digits = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];
const ones = new Map([...digits.map((word, value): [string, number] => [word, value]), ["lapan", 8]]);
const scales = new Map([
  ["juta", 1_000_000],
  ["ribu", 1000],
]);
const packs = new Map([
  ["lusin", 12],
  ["kodi", 20],
  ["gros", 144],
  ["pasang", 2],
]);
const half = "setengah";
/** What drinks are counted in: "sebotol" is one. */
const counted =
  /^se(buah|botol|gelas|cangkir|cup|kaleng|bungkus|kotak|dus|kardus|karton|krat|peti|pak|pack|sachet|saset|kantong|plastik|renteng|galon|teko|termos|mangkuk|mangkok|porsi|biji|ikat|karung|jeriken|jerigen|ember)$/;
const units = ["belas", "puluh", "ratus", ...scales.keys(), ...packs.keys()].join("|");
const part = `(?:se)?(?:${units})|${[...ones.keys()].join("|")}`;
/** "duapuluhlima", "seratuslima", "dualusin": words that were written as one. No word begins with another: one way to part them. */
const joined = new RegExp(`^(?:${part})+$`);
const joinedParts = new RegExp(part, "g");
/** "dua puluhan", "lima ribuan": about so many. */
const about = /(puluh|ratus|ribu)an$/;
/** Other ways to write a word: prices are "15rb", "15k", "2jt". */
const spellings = new Map([
  ["½", half],
  ["1/2", half],
  ["1⁄2", half],
  ["rb", "ribu"],
  ["k", "ribu"],
  ["jt", "juta"],
]);
/** What may be read: half a pack, a number in digits, a word, and what keeps the words around it apart. */
const readable = new RegExp(
  `½|1[/⁄]2(?=\\s*(?:${[...packs.keys()].join("|")}))|\\d+(?:[.,]\\d+)*|\\p{L}+|[.,;:!?]`,
  "gu",
);

interface Word {
  text: string;
  from: number;
  to: number;
}

/** A value and the index of the word behind it; null where no number begins. */
type Reading = { value: number; next: number } | null;

/**
 * The numbers in a text, in Indonesian or in digits: "dua puluh lima", "1.500", "selusin", "satu setengah lusin", "sebotol".
 * A sequence that is no number by itself ("satu dua tiga") is one number a word.
 */
export function saidNumbers(text: string): SaidNumber[] {
  const words = wordsOf(text);
  const found: SaidNumber[] = [];
  for (let i = 0; i < words.length; ) {
    const reading = countAt(words, i);
    if (reading) found.push({ value: reading.value, from: at(words, i).from, to: at(words, reading.next - 1).to });
    i = reading?.next ?? i + 1;
  }
  return found;
}

function wordsOf(text: string): Word[] {
  return [...text.matchAll(readable)].flatMap(({ 0: written, index }) => {
    const word = written.toLowerCase().replace(about, "$1");
    if (!joined.test(word)) return [{ text: spellings.get(word) ?? word, from: index, to: index + written.length }];
    const parts = [...word.matchAll(joinedParts)];
    return parts.map((part, i) => {
      const end = i === parts.length - 1 ? written.length : part.index + part[0].length;
      return { text: part[0], from: index + part.index, to: index + end };
    });
  });
}

function at(words: readonly Word[], i: number): Word {
  return words[i] ?? { text: "", from: 0, to: 0 };
}

/** A number, in packs where they are named: "tiga lusin", "satu setengah lusin", "selusin", "sebotol", "setengah juta"; a half. */
function countAt(words: readonly Word[], i: number): Reading {
  const { text } = at(words, i);
  const one = text.startsWith("se") ? packs.get(text.slice(2)) : undefined;
  if (one !== undefined) return { value: one, next: i + 1 };
  if (counted.test(text)) return { value: 1, next: i + 1 };
  const whole = numberAt(words, i);
  const behind = whole?.next ?? i;
  const halved = at(words, behind).text === half;
  const unit = at(words, halved ? behind + 1 : behind).text;
  const pack = packs.get(unit) ?? (halved ? scales.get(unit) : undefined);
  if (pack === undefined) return whole ?? (halved ? { value: 0.5, next: i + 1 } : null);
  if (halved) return { value: ((whole?.value ?? 0) + 0.5) * pack, next: behind + 2 };
  return whole && { value: whole.value * pack, next: behind + 1 };
}

/** Millions, thousands and the rest, as many of them as follow. */
function numberAt(words: readonly Word[], i: number): Reading {
  const parts = [...scales].map(
    ([unit, scale]) =>
      (at: number) =>
        scaledAt(words, at, unit, scale),
  );
  return inTurn([...parts, (at) => belowThousandAt(words, at)], i);
}

/** "dua ribu", "seribu". */
function scaledAt(words: readonly Word[], i: number, unit: string, scale: number): Reading {
  if (at(words, i).text === `se${unit}`) return { value: scale, next: i + 1 };
  const count = belowThousandAt(words, i);
  if (!count || at(words, count.next).text !== unit) return null;
  return { value: count.value * scale, next: count.next + 1 };
}

function belowThousandAt(words: readonly Word[], i: number): Reading {
  const written = digitsOf(at(words, i).text);
  if (written !== null) return { value: written, next: i + 1 };
  return inTurn([(at) => tensAt(words, at, "ratus", 100), (at) => belowHundredAt(words, at)], i);
}

function belowHundredAt(words: readonly Word[], i: number): Reading {
  const { text } = at(words, i);
  if (text === "sebelas") return { value: 11, next: i + 1 };
  const digit = ones.get(text);
  if (digit !== undefined && at(words, i + 1).text === "belas") return { value: 10 + digit, next: i + 2 };
  const tens = tensAt(words, i, "puluh", 10);
  if (text === "sepuluh") return tens;
  return inTurn([() => tens, (at) => oneAt(words, at)], i);
}

/** "dua puluh", "sepuluh"; "dua ratus", "seratus". */
function tensAt(words: readonly Word[], i: number, unit: string, scale: number): Reading {
  if (at(words, i).text === `se${unit}`) return { value: scale, next: i + 1 };
  const digit = ones.get(at(words, i).text);
  return digit !== undefined && at(words, i + 1).text === unit ? { value: digit * scale, next: i + 2 } : null;
}

/** A digit that stands for itself, not for tens or hundreds that begin here. */
function oneAt(words: readonly Word[], i: number): Reading {
  const digit = ones.get(at(words, i).text);
  const begins = ["belas", "puluh", "ratus"].includes(at(words, i + 1).text);
  return digit === undefined || begins ? null : { value: digit, next: i + 1 };
}

/** The sum of the parts that follow one another, each once and in this order; null where there is none. */
function inTurn(parts: readonly ((at: number) => Reading)[], i: number): Reading {
  return parts.reduce<Reading>((sum, part) => {
    const more = part(sum?.next ?? i);
    return more ? { value: (sum?.value ?? 0) + more.value, next: more.next } : sum;
  }, null);
}

/** "12"; "1.500" and "1.500.000", as Indonesia groups thousands, "1,500", as speech models also do; "2,5". Null where it is no number. */
function digitsOf(text: string): number | null {
  if (!/^\d/.test(text)) return null;
  const sign = /^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?$/.exec(text)?.[1];
  const value = Number((sign ? text.replaceAll(sign, "") : text).replace(",", "."));
  return Number.isFinite(value) ? value : null;
}
