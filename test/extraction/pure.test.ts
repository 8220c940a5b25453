import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settledStatus } from "../../src/domain/report.js";
import { parseTemplate } from "../../src/domain/template.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { type Segment, transcriptOf } from "../../src/domain/transcript.js";
import { score } from "../../src/extraction/evaluation.js";
import { extract } from "../../src/extraction/extract.js";
import { systemPrompt } from "../../src/extraction/prompt.js";
import { answerSchema, readAnswer } from "../../src/extraction/response.js";
import { en } from "../../src/messages/en/index.js";
import type { LanguageModel, Question } from "../../src/ports/index.js";
import { toCsv } from "../../src/reports/export/csv.js";

const row = (nama: string | null, alamat: string | null, jumlah_minuman: number | null) => ({
  nama,
  alamat,
  jumlah_minuman,
});

describe("the CSV", () => {
  const cells = (text: string) =>
    toCsv(drinks, [{ values: row(text, null, 3), evidence: {}, flags: {} }], ",").split("\r\n")[1];

  it("disarms formulas and leaves phone numbers alone", () => {
    expect(cells("=1+1")).toBe("'=1+1,,3");
    expect(cells("@SUM(A1)")).toBe("'@SUM(A1),,3");
    expect(cells("+62 812-3456")).toBe("+62 812-3456,,3");
  });

  it("writes decimals as the spreadsheet reads them that parts cells at the delimiter", () => {
    const harga = { key: "harga", heading: "Harga", type: "number" as const, description: "x", examples: [] };
    const line = (value: number, delimiter: "," | ";") =>
      toCsv({ ...drinks, fields: [harga] }, [{ values: { harga: value }, evidence: {}, flags: {} }], delimiter)
        .split("\r\n")
        .at(1);
    expect([78.5, -0.25, 1500, 1.5e-7].map((value) => line(value, ";"))).toEqual(["78,5", "-0,25", "1500", "1,5e-7"]);
    expect([78.5, -0.25, 1500, 1.5e-7].map((value) => line(value, ","))).toEqual(["78.5", "-0.25", "1500", "1.5e-7"]);
  });

  it("leaves the sign in what was said as a text", () => {
    const csv = toCsv(drinks, [{ values: row("78.5", null, 3), evidence: {}, flags: {} }], ";");
    expect(csv).toContain("\r\n78.5;;3\r\n");
  });

  it("reads back as what was written, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const csv = toCsv(drinks, [{ values: row(text, null, null), evidence: {}, flags: {} }], ";");
        const [, read] = parse(csv, { bom: true, delimiter: ";" }) as string[][];
        const plain = text.replace(/[\r\n\t\p{Cc}]+/gu, " ");
        expect([plain, `'${plain}`]).toContain(read?.[0]);
      }),
    );
  });
});

describe("a template", () => {
  it("is refused with the field and what was probably meant", () => {
    const field = drinks.fields[0];
    const parsed = parseTemplate({ ...drinks, fields: [field, { ...field, key: "b", heading: "B", type: "int" }] });
    expect("problems" in parsed && parsed.problems.map(en.problem)).toEqual([
      "field 2: unknown type 'int', did you mean 'integer'?",
    ]);
  });

  it("of the drinks report is valid", () => {
    expect(parseTemplate(drinks)).toEqual({ template: drinks });
  });
});

describe("the prompt", () => {
  it("states the rules that a count is read by", () => {
    const prompt = systemPrompt(drinks);
    for (const rule of [
      "Haji",
      "selusin is 12",
      "setengah lusin is 6",
      "18 dus",
      "eh maaf",
      "ralat",
      "Never invent",
      "null",
    ]) {
      expect(prompt).toContain(rule);
    }
  });

  it("asks for nullable fields without anyOf, which llama.cpp would read as null", () => {
    expect(JSON.stringify(answerSchema(drinks))).not.toContain("anyOf");
  });
});

it("an answer of the wrong shape is refused, and one that says nothing is empty", () => {
  expect(() => readAnswer(drinks, '{"records":[{"nama":1}]}')).toThrow(/answer_invalid/);
  expect(() => readAnswer(drinks, '{"records":')).toThrow(/answer_invalid/);
  expect(readAnswer(drinks, JSON.stringify({ records: [row("null", " ", null), row("Budi", null, 2)] }))).toEqual([
    row("Budi", null, 2),
  ]);
});

it("a report is COMPLETED, PARTIALLY_COMPLETED or FAILED as its recordings are; a duplicate does not count", () => {
  const r = (status: "SUCCEEDED" | "FAILED" | "QUEUED", duplicateOf: number | null = null) => ({ status, duplicateOf });
  expect(settledStatus([r("SUCCEEDED"), r("QUEUED")])).toBe(null);
  expect(settledStatus([r("SUCCEEDED"), r("SUCCEEDED")])).toBe("COMPLETED");
  expect(settledStatus([r("SUCCEEDED"), r("FAILED")])).toBe("PARTIALLY_COMPLETED");
  expect(settledStatus([r("FAILED"), r("SUCCEEDED", 1)])).toBe("FAILED");
});

it("the score wants all cells of a record right, case and punctuation aside", () => {
  const said = [row("Budi", "Jalan Melati, Solo", 3), row("Ani", null, 2)];
  const s = score(drinks, [{ expected: said, found: [row("budi", "jalan melati solo", 3), row("Anu", null, 2)] }]);
  expect(s).toMatchObject({ exact: 1, expected: 2, found: 2, fields: { nama: 1, alamat: 2, jumlah_minuman: 2 } });
});

/** A model that finds "<Name> beli <n>" in what it is shown, and counts what it was asked. */
function reader(answer: (question: Question) => string): LanguageModel & { asked: Question[] } {
  const asked: Question[] = [];
  return {
    asked,
    contextTokens: 1200,
    sharesCpu: true,
    ready: async () => {},
    promptTokens: async ({ user }) => 800 + Math.ceil(user.length / 4),
    ask: async (question) => {
      asked.push(question);
      return answer(question);
    },
    close: async () => {},
  };
}

const findBuyers = ({ user }: Question) =>
  JSON.stringify({
    records: [...user.matchAll(/(\w+) di (Jalan \w+)\. Beli (\d+)/g)].map((m) =>
      row(m[1] ?? "", m[2] ?? "", Number(m[3])),
    ),
  });

function speech(sentences: string[]) {
  const segments = sentences.map(
    (text, i): Segment => ({ text, start: i * 3, end: i * 3 + 3, logProbability: -0.1, noSpeech: 0, words: [] }),
  );
  return transcriptOf(segments, "id", "test");
}

describe("extraction", () => {
  const { signal } = new AbortController();

  it("reads a long transcript in windows, each buyer once and in order, with where it was said", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `Pembeli${i}`);
    const transcript = speech(names.flatMap((n, i) => [`${n} di Jalan Mawar.`, `Beli ${i} teh.`]));
    const model = reader(findBuyers);
    const { rows } = await extract(transcript, drinks, model, signal);
    expect(model.asked.length).toBeGreaterThan(3);
    expect(rows.map((r) => r.values.nama)).toEqual(names);
    expect(rows[7]?.evidence.nama).toMatchObject({ start: 42, end: 45 });
  });

  it("gives an invalid answer one repair attempt, with the transcript still last", async () => {
    let calls = 0;
    const model = reader((q) => (calls++ === 0 ? "{" : findBuyers(q)));
    const { rows } = await extract(speech(["Budi di Jalan Mawar. Beli 3 teh."]), drinks, model, signal);
    expect(rows).toHaveLength(1);
    expect(model.asked[1]?.system).toContain("could not be used: not JSON");
    expect(model.asked[1]?.user).toBe(model.asked[0]?.user);
    await expect(
      extract(
        speech(["x"]),
        drinks,
        reader(() => "{"),
        signal,
      ),
    ).rejects.toMatchObject({ code: "answer_invalid" });
  });

  it("drops a row that repeats an example of the prompt, and says so", async () => {
    const model = reader(() => JSON.stringify({ records: [row("Zorbin", null, 8), row("Budi", null, 3)] }));
    const finding = await extract(speech(["Budi beli tiga teh."]), drinks, model, signal);
    expect(finding).toMatchObject({ droppedRows: 1, rows: [{ values: { nama: "Budi" } }] });
  });

  it("asks nothing of an empty transcript", async () => {
    const model = reader(findBuyers);
    expect(await extract(speech([]), drinks, model, signal)).toEqual({ rows: [], droppedRows: 0 });
    expect(model.asked).toHaveLength(0);
  });
});
