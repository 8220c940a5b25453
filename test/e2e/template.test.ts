import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeOllama, fakeOllama, finished } from "../fakes/ollama.js";
import { Catat, type ReportJson, recordings, repeatable } from "./catat.js";

const catat = new Catat();
const recording = join(recordings, "10.ogg");
let ollama: FakeOllama;
beforeAll(async () => {
  ollama = await fakeOllama();
});
afterAll(async () => {
  await ollama.close();
  catat.remove();
});

const visit = {
  name: "kunjungan",
  record: "one shop that was visited",
  fields: [
    { key: "tempat", heading: "Tempat; kota", type: "string", description: "Where it was." },
    { key: "harga", heading: "Harga", type: "number", description: "The price in thousands." },
    { key: "laku", heading: "Laku?", type: "boolean", description: "Whether something was sold." },
  ],
};

function template(content: unknown): string {
  writeFileSync(catat.path("template.json"), typeof content === "string" ? content : JSON.stringify(content));
  return "template.json";
}

function run(file: string, ...more: string[]) {
  const args = ["process", recording, "--whisper-model", "demo", "--template", file, ...more];
  return catat.run(args, { ...repeatable, OLLAMA_HOST: ollama.host });
}

it("the CSV's headings, the prompt and the schema follow the template", async () => {
  const record = { tempat: "Gang Abadi No. 28, Kudus", harga: 78.5, laku: true };
  ollama.answer = { body: finished(JSON.stringify({ records: [record] })) };
  const { code, err } = await run(template(visit), "-o", "out.csv", "--delimiter", ";");
  expect(code, err).toBe(0);
  expect(readFileSync(catat.path("out.csv"), "utf8")).toBe(
    '\uFEFF"Tempat; kota";Harga;Laku?\r\nGang Abadi No. 28, Kudus;78,5;true\r\n',
  );
  const [chat] = ollama.chats as { messages: { role: string; content: string }[]; format: object }[];
  expect(chat?.messages[0]?.content).toContain("The price in thousands.");
  expect(chat?.messages.at(-1)).toEqual({ role: "user", content: expect.stringContaining("Gang Abadi") });
  expect(JSON.stringify(chat?.format)).toContain('"laku":{"type":["boolean","null"]}');
});

it("a report keeps its template: an export later has the same headings, with the delimiter that is asked for", async () => {
  expect((await catat.run(["export", "1", "--delimiter", ",", "-o", "again.csv"])).code).toBe(0);
  const text = readFileSync(catat.path("again.csv"), "utf8");
  expect(text).toBe('\uFEFFTempat; kota,Harga,Laku?\r\n"Gang Abadi No. 28, Kudus",78.5,true\r\n');
});

it("a number that its field does not take costs no row: it is marked on the screen and in the JSON, and stays in the file", async () => {
  const [place, price, sold] = visit.fields;
  const bounded = { ...visit, fields: [place, { ...price, most: 20 }, sold] };
  const record = { tempat: "Gang Abadi", harga: 28, laku: true };
  ollama.answer = { body: finished(JSON.stringify({ records: [record, { ...record, harga: 1e15 }] })) };
  const { code, out, err } = await run(template(bounded), "-o", "bounded.csv");
  expect(code, err).toBe(0);
  expect(out).toMatch(/│ +\?28 │/);
  expect(out).toContain("not a value that its column takes (1 cell, in 10.ogg); to compare: catat show 2\n");
  expect(readFileSync(catat.path("bounded.csv"), "utf8")).toContain(
    "\r\nGang Abadi,28,true\r\nGang Abadi,1000000000000000,true",
  );
  const shown: ReportJson = JSON.parse((await catat.run(["show", "2", "--json"])).out);
  expect(shown.recordings[0]?.rows.map((row) => row.flags)).toEqual([{ harga: "out_of_bounds" }, { harga: "unheard" }]);
});

it("a control character in a heading reaches neither the terminal nor the JSON file, which reads back as it was", async () => {
  const heading = "Tempat\u009b31m\u202e";
  const record = { tempat: "Gang Abadi", harga: 28, laku: true };
  ollama.answer = { body: finished(JSON.stringify({ records: [record] })) };
  writeFileSync(catat.path("said.json"), JSON.stringify([{ file: "10.ogg", records: [record] }]));
  const fields = [{ ...visit.fields[0], heading }, ...visit.fields.slice(1)];
  const asked = ["--format", "json", "-o", "raw.json", "--expected", "said.json"];
  const { code, out, err } = await run(template({ ...visit, fields }), ...asked);
  expect(code, err).toBe(0);
  const written = readFileSync(catat.path("raw.json"), "utf8");
  expect(JSON.parse(written).fields[0].heading).toBe(heading);
  for (const text of [out, err, written]) expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  expect(out.match(/Tempat\uFFFD31m\uFFFD/g)).toHaveLength(2);
});

it("everything that is wrong with a template is said at once, with what was probably meant", async () => {
  const fields = [
    { key: "a", heading: "A", type: "int", description: "d" },
    { key: "b", heading: "", type: "string", desciption: "d" },
  ];
  const file = template({ name: "x", record: "r", fields, extra: 1 });
  const { code, err } = await run(file);
  expect(code).toBe(1);
  expect(err).toBe(
    "Error: The template template.json cannot be used: field 1: unknown type 'int', did you mean 'integer'?; " +
      "field 2: 'heading' is missing; field 2: 'description' is missing; " +
      "field 2: unknown name 'desciption', did you mean 'description'?; unknown name 'extra'.\n",
  );
  const indonesian = await run(file, "--lang", "id");
  expect(indonesian.err).toContain(
    "kolom 1: type 'int' tidak dikenal, maksudnya 'integer'?; kolom 2: 'heading' belum ada",
  );
});

it("a file that an editor began with a byte order mark is read: template, expected rows, settings", async () => {
  const marked = (name: string, text: string) => writeFileSync(catat.path(name), `\uFEFF${text}`);
  const record = { tempat: "Gang Abadi", harga: 28, laku: true };
  ollama.answer = { body: finished(JSON.stringify({ records: [record] })) };
  marked("marked.json", JSON.stringify(visit));
  marked("said.json", JSON.stringify([{ file: "10.ogg", records: [record] }]));
  marked(".env", "CATAT_DELIMITER=;\n");
  const { code, out, err } = await run("marked.json", "--expected", "said.json", "-o", "marked.csv");
  rmSync(catat.path(".env"));
  expect(code, err).toBe(0);
  expect(out).toContain("record F1 1.000");
  expect(readFileSync(catat.path("marked.csv"), "utf8")).toContain("\r\nGang Abadi;28;true\r\n");
});

it("a template that is no JSON, or not there, is said to be so", async () => {
  expect((await run(template("{"))).err).toMatch(/^Error: The template template\.json cannot be used: .*JSON/);
  expect((await run("none.json")).err).toMatch(/^Error: none\.json is not there/);
  expect((await run("data")).err).toMatch(/^Error: data cannot be read \(EISDIR\)/);
});
