import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { toCsv } from "../../src/reports/export/csv.js";

const csv = (nama: string, alamat: string, delimiter: "," | ";") =>
  toCsv(drinks, [{ values: { nama, alamat, jumlah_minuman: 3 }, evidence: {}, flags: {} }], delimiter);
const read = (text: string, delimiter: string) => parse(text, { bom: true, delimiter }) as string[][];
const cell = (text: string) => read(csv(text, "x", ","), ",")[1]?.[0];

describe("a cell that would run as a formula is a text", () => {
  it.each([
    "=1+1",
    "+A1",
    "-A1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "  =1+1",
    "\u00A0=1+1",
    "\u3000＝1+1",
    "＋A1",
    "－A1",
    "＠SUM(A1)",
    "\u200b=1+1",
    '"=1+1',
    '=HYPERLINK("http://x";"y")',
  ])("%j", (text) => expect(cell(text)).toBe(`'${text}`));

  it.each(["\t=1+1", "\r=1+1", "\n=1+1"])("%j, its control character a blank", (text) =>
    expect(cell(text)).toBe(`' ${text.slice(1)}`),
  );
});

describe("a formula that begins as a number is a text, by whatever its cell is parted", () => {
  const link = 'HYPERLINK("http://x"&B2;"Budi")';
  it.each([
    [`-1,5+${link}`, `'-1,5+${link}`],
    [`+1;5+${link}`, `'+1;5+${link}`],
    [`Budi;-1,5+${link}`, `Budi;'-1,5+${link}`],
    [`Budi,-1;5+${link}`, `Budi,'-1;5+${link}`],
  ])("%j", (text, found) => {
    for (const delimiter of [",", ";"] as const) expect(read(csv(text, "x", delimiter), delimiter)[1]?.[0]).toBe(found);
  });
});

it.each([
  "Jalan Melati, -",
  "Jalan Melati; --",
  "-",
  "–",
  "Budi, +62 812-3456",
  "-1,5",
  "-6.2, 106.8",
  "(0274) 5-5, -",
])("%j, which no spreadsheet would run, stays as it is with both separators", (text) => {
  for (const delimiter of [",", ";"] as const) expect(read(csv(text, "x", delimiter), delimiter)[1]?.[0]).toBe(text);
});

it.each(["+62 812-3456-7890", "-5", "(021) 555", "0812", "Jalan Melati No. 1-2, Solo", "a=b", "x - y", "budi@toko"])(
  "%j stays as it is",
  (text) => expect(cell(text)).toBe(text),
);

const piece = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("=1", "+A1", "@x", "-A1", ",", ";", '"', " ", "\t", "\r", "\n", "＝1", "Budi", "12", "-1", "5+A1"),
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));
/** Begins as a formula, and is more than a number or than signs. */
const isFormula = (text: string) =>
  /^[\s\p{Cf}"]*[=+\-@＝＋－＠]/u.test(text) &&
  !/^[ "]*[+-]?[\d ().,-]*\d[ "]*$/.test(text) &&
  /[\p{L}\p{N}]/u.test(text);

it("whatever the texts, the file reads back as three cells a line, and none of them runs", () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom<"," | ";">(",", ";"), (nama, alamat, delimiter) => {
      const lines = read(csv(nama, alamat, delimiter), delimiter);
      expect(lines.map((line) => line.length)).toEqual([3, 3]);
      for (const [given, found] of [
        [nama, lines[1]?.[0]],
        [alamat, lines[1]?.[1]],
      ] as const) {
        const cells = [/$/, /,/, /;/, /[,;]/].flatMap((separator) => found?.split(separator) ?? []);
        expect(cells.filter(isFormula)).toEqual([]);
        const plain = given.replace(/[\p{Cc}]+/gu, " ");
        expect(found?.replaceAll("'", "")).toBe(plain.replaceAll("'", ""));
      }
    }),
    { numRuns: 500 },
  );
});

it("a spreadsheet that splits at the other separator, without regard to quotes, finds no formula either", () => {
  fc.assert(
    fc.property(text, text, fc.constantFrom<"," | ";">(",", ";"), (nama, alamat, delimiter) => {
      const line = csv(nama, alamat, delimiter).split("\r\n")[1] ?? "";
      expect(line.split(/[,;]/).filter(isFormula)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
