import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Catat, demo, recordings, repeatable, root } from "./catat.js";

interface Expected {
  file: string;
  records: { nama: string | null; alamat: string | null; jumlah_minuman: number | null }[];
}

const expected: Expected[] = JSON.parse(readFileSync(join(recordings, "expected.json"), "utf8"));
/** Those that the demo models' README says come out wholly right. */
const right = /^(02|06|07|08|09|10|11|12)\./;

let catat: Catat;
beforeEach(() => {
  catat = new Catat();
});
afterEach(() => catat.remove());

describe("catat process", () => {
  it("writes the rows that were said, with both demo models", async () => {
    const chosen = expected.filter((e) => right.test(e.file));
    const files = chosen.map((e) => join(recordings, e.file));
    const { code, err } = await catat.run(["process", ...files, ...demo, "-o", "out.csv"], repeatable);
    expect(code, err).toBe(0);
    const text = readFileSync(catat.path("out.csv"), "utf8");
    expect(text.startsWith("\uFEFFNama,Alamat,Jumlah minuman yang di beli\r\n")).toBe(true);
    const rows: string[][] = parse(text, { bom: true, fromLine: 2 });
    const said = chosen.flatMap((e) =>
      e.records.map((r) => [r.nama ?? "", r.alamat ?? "", String(r.jumlah_minuman ?? "")]),
    );
    expect(rows).toEqual(said);
  });

  it("says what is wrong with each bad file, goes on with the others, and exits with 2", async () => {
    const bad = catat.path("bad");
    mkdirSync(bad);
    writeFileSync(join(bad, "empty.mp3"), "");
    writeFileSync(join(bad, "text.mp3"), "this is no sound");
    writeFileSync(join(bad, "script.ogg"), `ffconcat version 1.0\nfile ${join(recordings, "07.ogg")}\n`);
    const odd = join(bad, "a 'b' $(touch hacked) \u{1F375}\n.ogg");
    copyFileSync(join(recordings, "10.ogg"), odd);
    copyFileSync(join(recordings, "10.ogg"), join(bad, "again.ogg"));
    const args = ["process", bad, "gone.ogg", ...demo, "--json"];
    const { code, out, err } = await catat.run(args, repeatable);
    expect(code, err).toBe(2);
    const document = JSON.parse(out);
    const of = (name: string) => document.recordings.find((r: { name: string }) => r.name === name);
    expect(of("empty.mp3").failure.code).toBe("file_empty");
    expect(of("text.mp3").failure.code).toBe("not_audio");
    expect(of("script.ogg").failure.code).toBe("not_audio");
    expect(of("gone.ogg").failure.message).toMatch(/^gone\.ogg is not there/);
    const copies = document.recordings.filter(
      (r: { sha256: string }) => r.sha256 && r.sha256 === of("again.ogg").sha256,
    );
    expect(copies.map((r: { outcome: string }) => r.outcome).sort()).toEqual(["duplicate", "rows"]);
    expect(document.status).toBe("PARTIALLY_COMPLETED");
  });

  it("names what is missing of the set-up, in Indonesian too, before anything is stored", async () => {
    const file = join(recordings, "07.ogg");
    const model = await catat.run(["process", file, "--extractor", "embedded", "--whisper-model", "./none.bin"]);
    expect(model.code).toBe(1);
    expect(model.err).toMatch(/speech model .*none\.bin is missing/);
    const env = { OLLAMA_HOST: "127.0.0.1:9" };
    const ollama = await catat.run(["process", file, "--whisper-model", "demo", "--lang", "id"], env);
    expect(ollama.code).toBe(1);
    expect(ollama.err).toMatch(/Ollama tidak menjawab di 127\.0\.0\.1:9/);
    expect((await catat.run(["reports", "--json"])).out.trim()).toBe("[]");
  });

  it("refuses more recordings than a report takes", async () => {
    const { code, err } = await catat.run(["process", recordings, ...demo], { CATAT_MAX_RECORDINGS: "3" });
    expect(code).toBe(1);
    expect(err).toContain("12 recordings were given, and a report takes at most 3");
  });

  it("says that a folder holds no sound file", async () => {
    const { code, err } = await catat.run(["process", join(root, "src")]);
    expect(code).toBe(1);
    expect(err).toContain("There is no sound file in");
  });
});
