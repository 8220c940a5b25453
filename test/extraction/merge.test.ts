import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Template } from "../../src/domain/template.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { type Segment, transcriptOf } from "../../src/domain/transcript.js";
import { extract } from "../../src/extraction/extract.js";
import type { Values } from "../../src/extraction/response.js";
import type { LanguageModel } from "../../src/ports/index.js";

const { signal } = new AbortController();
const buyer = (nama: string | null, alamat: string | null, jumlah_minuman: number | null) => ({
  nama,
  alamat,
  jumlah_minuman,
});
const said = (text: string, i: number): Segment => ({
  text,
  start: i * 3,
  end: i * 3 + 3,
  logProbability: -0.1,
  noSpeech: 0,
  words: [],
});

/**
 * The rows of a note that is read in windows of `most` sentences. `answers` are what the model finds in each sentence, or
 * in what it is shown the first, the second, … time.
 */
async function rowsOf(
  sentences: string[],
  most: number,
  answer: (heard: string, asked: number) => Values[],
  template: Template = drinks,
): Promise<Values[]> {
  let asked = 0;
  const model: LanguageModel = {
    contextTokens: 100_000,
    sharesCpu: true,
    ready: async () => {},
    promptTokens: async ({ user }) => 600 * (sentences.filter((s) => user.includes(s)).length / most),
    ask: async ({ user }) => JSON.stringify({ records: answer(user, asked++) }),
    close: async () => {},
  };
  const { rows } = await extract(transcriptOf(sentences.map(said), "id", "test"), template, model, signal);
  return rows.map((row) => row.values);
}

const before = Array.from({ length: 4 }, (_, i) => `Pembeli nomor ${i} tutup.`);
const perfect = (known: [sentence: string, ...records: Values[]][]) => (heard: string) =>
  known.flatMap(([sentence, ...records]) => (heard.includes(sentence) ? records : []));

describe("a buyer who shares an address with the one before", () => {
  const sentence = "Budi dan Ani di Jalan Melati beli tiga.";
  const budi = buyer("Budi", "Jalan Melati", 3);
  const ani = buyer("Ani", "Jalan Melati", 3);
  const eko = buyer("Eko", null, 2);
  const note = [...before, sentence, "Terus hujan.", "Eko beli dua."];
  const known: [string, ...Values[]][] = [
    [sentence, budi, ani],
    ["Eko beli dua.", eko],
  ];

  it("is a row of their own, where the next window begins with them both", async () => {
    expect(await rowsOf(note, 5, perfect(known))).toEqual([budi, ani, eko]);
  });

  it("is a row of their own, where the later window finds one of them alone", async () => {
    const found = [[budi, ani], [ani, eko], [eko]];
    expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([budi, ani, eko]);
  });

  it("is a row of their own, where each window finds another of them", async () => {
    const found = [[budi], [ani, eko], [eko]];
    expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([budi, ani, eko]);
  });

  it("is a row of their own, where neither has a name", async () => {
    const heard = "Jalan Melati tiga, tetangganya dua.";
    const both = [buyer(null, "Jalan Melati", 3), buyer(null, "Jalan Melati", 2)];
    expect(await rowsOf([...before, heard, "Terus hujan."], 5, perfect([[heard, ...both]]))).toEqual(both);
  });
});

it("a model that makes no mistake gives each buyer one row, whatever addresses they share and wherever the windows end", async () => {
  const street = fc.constantFrom("Jalan Melati", "Gang Mawar", null);
  const sentence = fc.record({ buyers: fc.integer({ min: 0, max: 3 }), street, count: fc.integer({ min: 1, max: 9 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(sentence, { maxLength: 12 }), fc.integer({ min: 2, max: 6 }), async (spoken, most) => {
      const known = spoken.map(({ buyers, street, count }, i): [string, ...Values[]] => {
        const names = Array.from({ length: buyers }, (_, j) => `Pembeli${"abc"[j]}${"abcdefghijkl"[i]}`);
        const place = street ? ` di ${street}` : "";
        const heard = buyers > 0 ? `${names.join(" dan ")}${place} beli ${count}.` : `Hujan ke ${i}.`;
        return [heard, ...names.map((name) => buyer(name, street, count))];
      });
      const sentences = known.map(([heard]) => heard);
      expect(await rowsOf(sentences, most, perfect(known))).toEqual(known.flatMap(([, ...records]) => records));
    }),
    { numRuns: 100 },
  );
});

describe("a buyer whom two windows hold is one row", () => {
  const first = "Budi di Jalan Melati,";

  it("with the name that corrects the one before", async () => {
    const note = [...before, first, "eh maaf, maksud saya Pak Budiman, beli tiga."];
    const found = [[buyer("Budi", "Jalan Melati", null)], [buyer("Budiman", "Jalan Melati", 3)]];
    expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([buyer("Budiman", "Jalan Melati", 3)]);
  });

  it("though the later begins behind where the first one heard their name", async () => {
    const note = [...before.slice(0, 2), "Saya ke Budi.", "Sama Ani.", "Budi tiga, Ani lima.", "Terus hujan."];
    const [budi, ani] = [buyer("Budi", null, 3), buyer("Ani", null, 5)];
    for (const first of [budi, buyer("Budi", null, null)]) {
      const found = [
        [first, ani],
        [ani, budi],
      ];
      expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([budi, ani]);
    }
  });

  it("completed with what was said behind the first window's end", async () => {
    const note = [...before, first, "beli tiga."];
    const found = [[buyer("Budi", "Jalan Melati", null)], [buyer("Budi", "Jalan Melati", 3)]];
    expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([buyer("Budi", "Jalan Melati", 3)]);
  });

  it("where only a later field of theirs was found elsewhere", async () => {
    const fields = ["nama", "barang"].map((key) => ({
      key,
      heading: key,
      type: "string" as const,
      description: key,
      examples: [],
    }));
    const note = [...before, "Budi beli teh.", "Sama kopi."];
    const found = [[{ nama: "Budi", barang: "teh" }], [{ nama: "Budi", barang: "kopi" }]];
    const rows = await rowsOf(note, 5, (_, asked) => found[asked] ?? [], { ...drinks, fields });
    expect(rows).toEqual([{ nama: "Budi", barang: "kopi" }]);
  });
});

it("two buyers of one name are two rows, where a window that hears both finds the first alone", async () => {
  const note = [
    ...before.slice(0, 2),
    "Budi di Jalan Melati tiga.",
    "Ani dua.",
    "Budi di Gang Mawar lima.",
    "Terus hujan.",
  ];
  const [first, ani, second] = [
    buyer("Budi", "Jalan Melati", 3),
    buyer("Ani", null, 2),
    buyer("Budi", "Gang Mawar", 5),
  ];
  const found = [
    [first, ani],
    [ani, second],
  ];
  expect(await rowsOf(note, 5, (_, asked) => found[asked] ?? [])).toEqual([first, ani, second]);
});

it("two buyers of whom a count alone is known are two rows, where no window holds both", async () => {
  const note = ["Beli tiga.", ...before, ...before.map((s) => `${s} Lagi.`), "Itu tiga."];
  const three = buyer(null, null, 3);
  const rows = await rowsOf(note, 3, (heard) => (/Beli tiga|Itu tiga/.test(heard) ? [three] : []));
  expect(rows).toEqual([three, three]);
});

it("a buyer of whom a count alone is known is one row, where two windows hold the sentence", async () => {
  const note = [...before.slice(0, 2), "Beli tiga.", ...before.map((s) => `${s} Lagi.`)];
  const three = buyer(null, null, 3);
  expect(await rowsOf(note, 4, (heard) => (heard.includes("Beli tiga") ? [three] : []))).toEqual([three]);
});
