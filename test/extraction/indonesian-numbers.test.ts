import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saidNumbers } from "../../src/extraction/verify/indonesian-numbers.js";

const values = (text: string) => saidNumbers(text).map((n) => n.value);
const digits = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"];

/** A number in words, as it is taught in school. */
function spelled(n: number): string {
  if (n < 10) return digits[n] as string;
  if (n === 10) return "sepuluh";
  if (n === 11) return "sebelas";
  if (n < 20) return `${digits[n - 10]} belas`;
  if (n < 100) return parts(n, 10, "puluh");
  if (n < 1000) return parts(n, 100, "ratus");
  if (n < 1_000_000) return parts(n, 1000, "ribu");
  return parts(n, 1_000_000, "juta");
}

function parts(n: number, scale: number, unit: string): string {
  const [count, rest] = [Math.floor(n / scale), n % scale];
  return `${count === 1 ? `se${unit}` : `${spelled(count)} ${unit}`}${rest > 0 ? ` ${spelled(rest)}` : ""}`;
}

describe("a number in a sentence is read", () => {
  it.each([
    ["beli tiga teh botol", [3]],
    ["Dua Puluh Lima kopi", [25]],
    ["duapuluhlima", [25]],
    ["duabelas", [12]],
    ["lapan belas", [18]],
    ["selusin es jeruk", [12]],
    ["setengah lusin", [6]],
    ["satu setengah lusin", [18]],
    ["2 lusin", [24]],
    ["sekodi", [20]],
    ["sebungkus kopi dan sebotol teh", [1, 1]],
    ["sepuluh jus dan lima teh, eh maaf, empat kopi", [10, 5, 4]],
    ["RT 3 RW 05", [3, 5]],
    ["nol delapan satu", [0, 8, 1]],
    ["seratuslima, tiga puluhlima, duabelaslima", [105, 35, 12, 5]],
    ["12botol, C-12, 5A, RT01/02", [12, 12, 5, 1, 2]],
    ["dua puluh, lima", [20, 5]],
    ["dua puluh lima belas", [20, 15]],
    ["1/2 lusin, ½ lusin, RT 1/2", [6, 6, 1, 2]],
    ["1.500 rupiah, 1.500.000 rupiah, 2,5 kilo", [1500, 1_500_000, 2.5]],
    ["1,500 gelas, Rp 15.000,50, 0.125", [1500, 15_000.5, 0.125]],
    ["90 ribu, 15rb, 15k, 2jt", [90_000, 15_000, 15_000, 2_000_000]],
    ["satu setengah juta", [1_500_000]],
    ["dua puluhan, lima ribuan, seratusan, ribuan", [20, 5000, 100]],
    ["setengah kilo, dua setengah kilo", [0.5, 2, 0.5]],
    ["sejam, sekarang, semua, beberapa", []],
    ["versi 1.2.3", []],
    ["", []],
  ])("%s", (text, expected) => {
    expect(values(text)).toEqual(expected);
  });
});

it("every number up to ten million is read back from its words, with nothing around it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999_999 }), (n) => {
      const text = `beli ${spelled(n)} teh`;
      expect(saidNumbers(text)).toEqual([{ value: n, from: 5, to: text.length - 4 }]);
    }),
  );
});

it("of any text the numbers are finite, in its order, and each within it", () => {
  const word = fc.constantFrom(
    ...digits,
    "belas",
    "puluh",
    "ratus",
    "seribu",
    "juta",
    "lusin",
    "setengah",
    "se",
    "1.0",
    "1/2",
    "puluhan",
    "rb",
    ",",
  );
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(word).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(text, (text) => {
      let end = 0;
      for (const { value, from, to } of saidNumbers(text)) {
        expect(Number.isFinite(value)).toBe(true);
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});
