import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Catat, root } from "./catat.js";

const catat = new Catat();
afterAll(() => catat.remove());

it.each(["process", "resume", "reports", "show", "export", "retry"])("catat %s --help gives examples", async (name) => {
  const [english, indonesian] = await Promise.all([
    catat.run([name, "--help"]),
    catat.run([name, "--lang", "id", "--help"]),
  ]);
  expect(english.code).toBe(0);
  expect(english.out).toMatch(new RegExp(`^Usage: catat ${name} [^]*\\nExamples:\\n {2}catat ${name}`));
  expect(indonesian.out).toMatch(
    new RegExp(`^Pemakaian: catat ${name} [^]*\\nPilihan:[^]*\\nContoh:\\n {2}catat ${name}`),
  );
  expect(indonesian.out).not.toMatch(/Options|display help|language of|choices/);
});

it("the help of the whole program is Indonesian with --lang id, and in an Indonesian locale", async () => {
  const asked = await catat.run(["--lang", "id", "--help"]);
  expect(asked.code).toBe(0);
  expect(asked.out).toContain("Perintah:\n  process [options] <files or folders...>  membuat laporan dari rekaman");
  expect((await catat.run(["--help"], { LANG: "id_ID.UTF-8" })).out).toBe(asked.out);
});

it("without a command the help is shown, with exit status 1", async () => {
  const { code, out, err } = await catat.run([]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/^Usage: catat/);
});

it("the version is that of package.json, in any working directory", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(await catat.run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

describe("a command that cannot be understood is said to be so in a sentence, with what was probably meant", () => {
  it.each([
    [
      ["procss", "x.ogg"],
      "unknown name 'procss', did you mean 'process'?",
      "nama 'procss' tidak dikenal, maksudnya 'process'?",
    ],
    [
      ["process", "x.ogg", "--delimeter", ";"],
      "unknown name '--delimeter', did you mean '--delimiter'?",
      "nama '--delimeter' tidak dikenal, maksudnya '--delimiter'?",
    ],
    [["process"], "'files or folders' is missing", "'files or folders' belum ada"],
    [["export", "1", "--output"], "'-o, --output <file>' is missing", "'-o, --output <file>' belum ada"],
    [["show", "1", "2"], "more was given than 'show' takes", "isian untuk 'show' terlalu banyak"],
    [
      ["export", "1", "--format", "xls"],
      "'--format <format>' cannot be 'xls' (csv, json)",
      "'--format <format>' tidak bisa 'xls' (csv, json)",
    ],
  ])("catat %j", async (args, english, indonesian) => {
    const [ended, translated] = await Promise.all([catat.run(args), catat.run(args, { LANG: "id_ID.UTF-8" })]);
    expect(ended).toEqual({
      code: 1,
      out: "",
      err: `Error: The command cannot be understood: ${english}; 'catat --help' and 'catat <command> --help' show how.\n`,
    });
    expect(translated.err).toContain(`tidak bisa dimengerti: ${indonesian};`);
  });
});
