import { describe, expect, it } from "vitest";
import { type Field, parseTemplate, type Template } from "../../src/domain/template.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { extract } from "../../src/extraction/extract.js";
import type { Values } from "../../src/extraction/response.js";
import { en } from "../../src/messages/en/index.js";
import type { LanguageModel } from "../../src/ports/index.js";

const { signal } = new AbortController();

/** What comes of a note in which a model finds `records`. `asked` counts its questions. */
async function found(text: string, records: Values[], template: Template = drinks) {
  let asked = 0;
  const model: LanguageModel = {
    contextTokens: 4000,
    sharesCpu: true,
    ready: async () => {},
    promptTokens: async ({ system, user }) => Math.ceil((system.length + user.length) / 4),
    ask: async () => {
      asked++;
      return JSON.stringify({ records }).replaceAll('"Infinity"', "1e999");
    },
    close: async () => {},
  };
  const segment = { text, start: 0, end: 1, logProbability: 0, noSpeech: 0, words: [] };
  const finding = await extract(transcriptOf([segment], "id", "test"), template, model, signal);
  return { ...finding, asked, values: finding.rows.map((r) => r.values), flags: finding.rows.map((r) => r.flags) };
}

const buyer = (nama: string, jumlah_minuman: number | string) => ({ nama, alamat: null, jumlah_minuman });
const field = (given: Partial<Field>): Field => ({
  key: "x",
  heading: "X",
  type: "string",
  description: "x",
  examples: [],
  ...given,
});
const template = (...fields: Field[]): Template => ({
  name: "t",
  record: "one sale",
  fields,
  examples: [],
  invented: [],
});

describe("a value out of the bounds of its field is flagged, and its neighbours are rows as ever:", () => {
  it.each([
    ["a price in rupiah", "satu juta lima ratus ribu", 1_500_000],
    ["a number that cannot be counted to", "081234567890123456", 1e17],
    ["a number without an end", "tak terhingga", "Infinity"],
    ["less than nothing", "minus dua", -2],
    ["half a drink", "satu setengah", 1.5],
  ])("%s", async (_, words, count) => {
    const records = [buyer("Budi", 3), buyer("Ani", count), buyer("Eko", 2)];
    const { asked, values, flags } = await found(`Budi tiga. Ani ${words}. Eko dua.`, records);
    expect(asked).toBe(1);
    expect(values.map((v) => v.nama)).toEqual(["Budi", "Ani", "Eko"]);
    expect(flags).toEqual([{}, { jumlah_minuman: expect.stringMatching(/out_of_bounds|unheard/) }, {}]);
    expect(Number.isFinite(values[1]?.jumlah_minuman)).toBe(true);
  });

  it("a text that never ends, which is cut", async () => {
    const long = "teh ".repeat(100);
    const records = [buyer("Budi", 3), { ...buyer("Ani", 2), alamat: long }];
    const { values, flags } = await found(`Budi tiga. Ani dua ${long}`, records);
    expect(values[0]).toEqual(buyer("Budi", 3));
    expect(values[1]?.alamat).toHaveLength(200);
    expect(flags).toEqual([{}, { alamat: "out_of_bounds" }]);
  });
});

describe("the bounds are the field's:", () => {
  const price = (given: Partial<Field>) => template(field({ heading: "Harga", type: "integer", ...given }));

  it("a number of any size is right where the field names none", async () => {
    expect((await found("dua juta", [{ x: 2_000_000 }], price({}))).flags).toEqual([{}]);
  });

  it("a number within them is right, one outside is flagged", async () => {
    const bounded = price({ least: 500, most: 5_000_000 });
    expect((await found("dua juta", [{ x: 2_000_000 }], bounded)).flags).toEqual([{}]);
    expect((await found("dua", [{ x: 2 }], bounded)).flags).toEqual([{ x: "out_of_bounds" }]);
    expect((await found("enam juta", [{ x: 6_000_000 }], bounded)).flags).toEqual([{ x: "out_of_bounds" }]);
  });

  it("a temperature may be below nothing, a count may not", async () => {
    const said = "minus lima";
    expect((await found(said, [{ x: -5 }], template(field({ type: "integer", kind: "amount" })))).flags).toEqual([{}]);
    const counted = template(field({ type: "integer", kind: "count" }));
    expect((await found(said, [{ x: -5 }], counted)).flags).toEqual([{ x: "out_of_bounds" }]);
  });
});

describe("a mapped value", () => {
  const paid = (kind?: Field["kind"]) =>
    template(
      field({ key: "nama", heading: "Nama" }),
      field({
        key: "bayar",
        heading: "Bayar",
        ...(kind ? { kind } : {}),
        examples: [
          { said: "cash", value: "Tunai" },
          { said: "lewat bank", value: "Transfer" },
        ],
      }),
    );

  it.each([["a category"] as const, ["a field that says no kind"] as const])(
    "of %s is right where its words were said",
    async (what) => {
      const of = paid(what === "a category" ? "category" : undefined);
      const { flags, droppedRows } = await found("Budi cash", [{ nama: "Budi", bayar: "Tunai" }], of);
      expect({ flags, droppedRows }).toEqual({ flags: [{}], droppedRows: 0 });
    },
  );

  it("that nobody said keeps its row, and is flagged", async () => {
    const { flags, droppedRows } = await found("Budi beli", [{ nama: "Budi", bayar: "Tunai" }], paid("category"));
    expect({ flags, droppedRows }).toEqual({ flags: [{ bayar: "unheard" }], droppedRows: 0 });
  });

  it("that is none of the category's is flagged though it was said", async () => {
    const { flags } = await found("Budi kredit", [{ nama: "Budi", bayar: "kredit" }], paid("category"));
    expect(flags).toEqual([{ bayar: "out_of_bounds" }]);
  });
});

describe("only a word that is declared to be invented drops a row:", () => {
  const examples = [{ said: "Pak Budi", value: "Pak Budi" }];
  const named: Template = {
    ...template(field({ key: "nama", heading: "Nama", examples })),
    examples: [{ said: "Bu Ani beli", records: [{ nama: "Bu Ani" }] }],
    invented: ["Zorbin"],
  };

  it("a text of an example that was heard in another spelling stays, flagged", async () => {
    const { values, flags, droppedRows } = await found("Pa Budi", [{ nama: "Pak Budi" }, { nama: "Bu Ani" }], named);
    expect(values).toEqual([{ nama: "Pak Budi" }, { nama: "Bu Ani" }]);
    expect({ flags, droppedRows }).toEqual({ flags: [{ nama: "unheard" }, { nama: "unheard" }], droppedRows: 0 });
  });

  it("an invented one that nobody said goes, and one that was said stays", async () => {
    expect(await found("Budi", [{ nama: "Zorbin" }], named)).toMatchObject({ rows: [], droppedRows: 1 });
    expect(await found("Pak Zorbin", [{ nama: "Zorbin" }], named)).toMatchObject({ flags: [{}], droppedRows: 0 });
  });

  it("every text in the examples of the drinks report holds one", () => {
    const cells = drinks.fields.flatMap((f) => f.examples.map((e) => e.value));
    const records = drinks.examples.flatMap((e) => e.records.flatMap((r) => Object.values(r)));
    const texts = [...cells, ...records].filter((value) => typeof value === "string");
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) expect(drinks.invented.some((word) => text.includes(word))).toBe(true);
  });
});

describe("the kind of a field", () => {
  it("decides whether a number that is part of a name counts, whatever the heading says", async () => {
    const said = "Meja nomor 5";
    const of = (kind: Field["kind"], heading: string) => template(field({ type: "integer", kind, heading }));
    expect((await found(said, [{ x: 5 }], of("count", "Teh"))).flags).toEqual([{ x: "unheard" }]);
    expect((await found(said, [{ x: 5 }], of("amount", "Jumlah meja"))).flags).toEqual([{}]);
  });

  it("is told by the heading where a template of old says none", async () => {
    const old = (heading: string) => template(field({ type: "integer", heading }));
    expect((await found("Meja nomor 5", [{ x: 5 }], old("Jumlah teh"))).flags).toEqual([{ x: "unheard" }]);
    expect((await found("Meja nomor 5", [{ x: 5 }], old("Meja"))).flags).toEqual([{}]);
  });

  it("of the drinks report's fields is said", () => {
    expect(drinks.fields.map((f) => f.kind)).toEqual(["text", "text", "count"]);
  });
});

describe("a template file", () => {
  const problems = (...fields: object[]) => {
    const parsed = parseTemplate({ ...template(), fields });
    return "problems" in parsed ? parsed.problems.map(en.problem) : parsed.template.fields;
  };

  it("may say kinds and bounds", () => {
    const fields = [
      field({ key: "a", heading: "A", kind: "category" }),
      field({ key: "b", heading: "B", type: "boolean", kind: "yes/no" }),
      field({ key: "c", heading: "C", type: "number", kind: "amount", least: 0, most: 1e9 }),
    ];
    expect(problems(...fields)).toEqual(fields);
  });

  it("is refused where they do not fit, with what would", () => {
    expect(
      problems(
        field({ key: "a", heading: "A", kind: "count" }),
        { ...field({ key: "b", heading: "B" }), kind: "txt" },
        field({ key: "c", heading: "C", most: 5 }),
        field({ key: "d", heading: "D", type: "integer", least: 5, most: 4 }),
      ),
    ).toEqual(["field 2: unknown kind 'txt', did you mean 'text'?"]);
    expect(
      problems(
        field({ key: "a", heading: "A", kind: "count" }),
        field({ key: "c", heading: "C", most: 5 }),
        field({ key: "d", heading: "D", type: "integer", least: 5, most: 4 }),
      ),
    ).toEqual([
      "field 1: 'kind' cannot be 'count' (text, category)",
      "field 2: 'most' cannot be '5' (type integer, number)",
      "field 3: 'most' cannot be '4' (≥ 5)",
    ]);
  });
});
