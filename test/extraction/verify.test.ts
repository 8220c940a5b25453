import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Template } from "../../src/domain/template.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { locate } from "../../src/extraction/evidence.js";
import type { Values } from "../../src/extraction/response.js";
import { verify } from "../../src/extraction/verify/verify.js";

/** The keys that are flagged in each record, where `text` is what was heard. */
function flagged(text: string, records: Values[], template: Template = drinks, language = "id"): string[][] {
  const segment = { text, start: 0, end: 1, logProbability: 0, noSpeech: 0, words: [] };
  const transcript = transcriptOf([segment], language, "test");
  return verify(locate(records, transcript, 0, text.length), template, transcript).map((r) => Object.keys(r.flags));
}

const row = (nama: string | null, alamat: string | null, jumlah_minuman: number | null) => ({
  nama,
  alamat,
  jumlah_minuman,
});
const order = "Pak Budi, Jalan Melati nomor dua belas, beli tiga teh dan selusin kopi.";

describe("a cell is not flagged", () => {
  it.each([
    ["that was said as it stands", order, row("Budi", "Jalan Melati nomor dua belas", 15)],
    ["with a number in digits that was said in words", order, row("Budi", "Jalan Melati nomor 12", 15)],
    ["with a short form of what was said", order, row("budi", "Jl. Melati No. 12", 15)],
    ["with a count that is only one of those said", order, row("Budi", null, 3)],
    ["with words that were written apart", "Bu Sri di Condongcatur", row("Sri", "Condong Catur", null)],
    ["with an accent that was not written", "Toko Café Melati, dua kopi", row("Cafe Melati", null, 2)],
    ["with a corrected count", "Sepuluh jus, eh maaf, empat kopi untuk Ani", row("Ani", null, 4)],
    ["with nothing bought, where that was said", "Pak Eko tidak beli", row("Eko", null, 0)],
    ["that is empty", order, row(null, null, null)],
    [
      "with digits and letters written together, or apart",
      "Pak Budi, Jl.Melati No.5A, RT01 RW02",
      row("Budi", "Jalan Melati nomor 5 A RT 1 RW 2", null),
    ],
    ["with a block and a count written together", "Bu Rina blok C-12 ambil 12botol", row("Rina", "Blok C 12", 12)],
    [
      "with a count behind a house number and a comma",
      "Gang Ani nomor dua puluh, lima teh untuk Eko",
      row("Eko", "Gang Ani No. 20", 5),
    ],
    ["with a count behind a block", "Budi di Blok A 3 botol", row("Budi", "Blok A", 3)],
    ["with so many for each of several", "Eko pesan teh sama kopi masing-masing tiga", row("Eko", null, 6)],
    ["with a product", "Eko pesan 2x3 teh", row("Eko", null, 6)],
    ["with nothing bought, where the shop was closed", "Toko Pak Eko tutup", row("Eko", null, 0)],
    ["with a count that was said before its name", "Tiga teh untuk Ani, lima untuk Eko", row("Eko", null, 5)],
  ])("%s", (_, text, record) => {
    expect(flagged(text, [record])).toEqual([[]]);
  });

  it("with a count behind an address that two buyers share", () => {
    const text = "Budi di Jalan Melati beli tiga, dan Ani di situ juga, beli dua.";
    const records = [row("Budi", "Jalan Melati", 3), row("Ani", "Jalan Melati", 2)];
    expect(flagged(text, records)).toEqual([[], []]);
  });

  it.each<[string, string, [string, number][]]>([
    [
      "as another's",
      "Budi beli tiga. Ani sama. Eko juga.",
      [
        ["Budi", 3],
        ["Ani", 3],
        ["Eko", 3],
      ],
    ],
    [
      "for several",
      "Budi, Ani dan Eko masing-masing tiga.",
      [
        ["Budi", 3],
        ["Ani", 3],
        ["Eko", 3],
      ],
    ],
    [
      "after a list of the buyers",
      "Saya ke Budi, Ani, Eko. Budi tiga, Ani lima, Eko dua.",
      [
        ["Budi", 3],
        ["Ani", 5],
        ["Eko", 2],
      ],
    ],
    [
      "once more, behind another",
      "Budi tiga, Ani lima, eh, Budi empat.",
      [
        ["Budi", 4],
        ["Ani", 5],
      ],
    ],
  ])("with a count that was said %s", (_, text, bought) => {
    expect(
      flagged(
        text,
        bought.map(([name, count]) => row(name, null, count)),
      ).flat(),
    ).toEqual([]);
  });

  it("with a count in another language: its numbers cannot be read here", () => {
    expect(flagged("Mister Smith, three teas", [row("Smith", null, 3)], drinks, "en")).toEqual([[]]);
  });

  it.each<[string, "integer" | "number", string, number]>([
    ["Pukul", "integer", "datang jam delapan", 8],
    ["Harga", "integer", "harganya Rp 15.000", 15_000],
    ["Meja", "integer", "meja nomor 5", 5],
    ["Berat", "number", "gula 0,1 kilo dan 0,2 kilo", 0.3],
    ["Berat", "number", "gula dua setengah kilo", 2.5],
    ["Suhu", "number", "minus lima derajat", -5],
  ])("with a number that the column %s (%s) asks for: %s", (heading, type, text, value) => {
    const fields = [{ key: "x", heading, type, description: "x", examples: [] }];
    expect(flagged(text, [{ x: value }], { ...drinks, fields })).toEqual([[]]);
  });
});

describe("a cell is flagged", () => {
  it.each([
    ["with a name that nobody said", order, row("Joko", "Jalan Melati", 15), ["nama"]],
    ["with one word that nobody said", order, row("Budi Santoso", null, 15), ["nama"]],
    [
      "with another letter at its number",
      "Budi di Jalan Melati No.5A",
      row("Budi", "Jalan Melati No. 5B", null),
      ["alamat"],
    ],
    ["with nothing that could be said", order, row("Budi", "...", 15), ["alamat"]],
    ["with a block's number for a count", "Rina di Blok C-12 ambil 4", row("Rina", null, 16), ["jumlah_minuman"]],
    [
      "with the second of two numbers of a place for a count",
      "Joko RT 1/2 beli 5",
      row("Joko", null, 7),
      ["jumlah_minuman"],
    ],
    ["with half a price for a count", "Ani beli 3, harganya 15rb", row("Ani", null, 18), ["jumlah_minuman"]],
    ["with what packs hold for a count", "Eko pesan 3 dus isi 24", row("Eko", null, 72), ["jumlah_minuman"]],
    ["with half a word", "Dusun susu segar", row(null, "Dusun S", null), ["alamat"]],
    ["with a count that nothing said adds up to", order, row("Budi", null, 16), ["jumlah_minuman"]],
    ["with a house number for a count", "Budi di Gang Mawar No. 12", row("Budi", null, 12), ["jumlah_minuman"]],
    ["with the time of day for a count", "Jam delapan saya ke Budi", row("Budi", null, 8), ["jumlah_minuman"]],
    ["with nothing bought, where that was not said", "Pak Eko beli teh", row("Eko", null, 0), ["jumlah_minuman"]],
    ["in all of a row that nobody said", "Halo.", row("Joko", "Jalan Palsu", 9), ["nama", "alamat", "jumlah_minuman"]],
  ])("%s", (_, text, record, keys) => {
    expect(flagged(text, [record])).toEqual([keys]);
  });

  it("with the count of the next, where none was said", () => {
    const records = [row("Farhan", "Pasar Rungkut", 5), row("Ani", null, 7)];
    expect(flagged("Atas nama Farhan di Pasar Rungkut. Bu Ani lima teh sama dua kopi.", records)).toEqual([
      ["jumlah_minuman"],
      [],
    ]);
  });

  it("with the count of a buyer further off", () => {
    const text = "Ani di Jalan Mawar beli tujuh teh. Eko di Gang Melati beli dua kopi. Umi di Gang Anggrek beli satu.";
    const records = [row("Ani", "Jalan Mawar", 7), row("Eko", "Gang Melati", 2), row("Umi", "Gang Anggrek", 7)];
    expect(flagged(text, records)).toEqual([[], [], ["jumlah_minuman"]]);
  });
});

describe("on what was truly said in the evaluation set", () => {
  const set: { transcript: string; records: Values[] }[] = JSON.parse(
    readFileSync(new URL("../eval/expected.json", import.meta.url), "utf8"),
  );
  const cells = (change: (record: Values) => Values) =>
    set.flatMap(({ transcript, records }) => {
      const changed = records.map(change);
      return flagged(transcript, changed).map((keys, i) => ({ keys, record: changed[i] as Values }));
    });

  it("no right cell is flagged", () => {
    expect(cells((record) => record).flatMap((c) => c.keys)).toEqual([]);
  });

  it("more than nine of ten counts that are one too many are flagged", () => {
    const counts = cells((r) => ({
      ...r,
      jumlah_minuman: r.jumlah_minuman === null ? null : Number(r.jumlah_minuman) + 1,
    }));
    const wrong = counts.filter((c) => c.record.jumlah_minuman !== null);
    const found = wrong.filter((c) => c.keys.includes("jumlah_minuman"));
    expect(wrong.length).toBeGreaterThan(50);
    expect(found.length / wrong.length).toBeGreaterThan(0.9);
  });
});
