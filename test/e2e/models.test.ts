import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { fakeOllama } from "../fakes/ollama.js";
import { Catat, recordings, root } from "./catat.js";

const catat = new Catat();
afterAll(() => catat.remove());
afterEach(async () => {
  const { out } = await catat.run(["reports", "--json"]);
  expect(JSON.parse(out), "nothing is stored").toEqual([]);
});

const recording = join(recordings, "10.ogg");
const head = (name: string, bytes: number) => readFileSync(join(root, "models/demo", name)).subarray(0, bytes);

const speech = "catat-demo-speech-q8_0.bin";
it.each([
  ["its first 1000 bytes", () => head(speech, 1000)],
  ["all but its end", () => head(speech, 20_000_000)],
  ["random bytes", () => randomBytes(100_000)],
  ["nothing", () => Buffer.alloc(0)],
])("a speech model of which the file holds %s is said to be damaged", async (_, content) => {
  writeFileSync(catat.path("speech.bin"), content());
  const args = ["process", recording, "--extractor", "embedded", "--whisper-model", "speech.bin"];
  const { code, out, err } = await catat.run(args);
  expect(code).toBe(1);
  expect(out).toBe("");
  expect(err).toMatch(
    /^Error: The speech model .*speech\.bin is damaged or no whisper\.cpp model: download it again\.$/m,
  );
});

const extraction = "catat-demo-extract-q8_0.gguf";
it.each([
  ["its first 1000 bytes", () => head(extraction, 1000)],
  ["all but its end", () => head(extraction, 3_000_000)],
  ["random bytes", () => randomBytes(100_000)],
])(
  "a language model of which the file holds %s is said to be damaged, and llama.cpp's own lines are not shown",
  async (_, content) => {
    writeFileSync(catat.path("model.gguf"), content());
    const args = ["process", recording, "--extractor", "embedded", "--whisper-model", "demo"];
    const { code, err } = await catat.run([...args, "--extraction-model", "model.gguf", "--lang", "id"]);
    expect(code).toBe(1);
    const [last, ...before] = err.trimEnd().split("\n").reverse();
    expect(last).toMatch(/^Kesalahan: Model bahasa .*model\.gguf rusak atau bukan model GGUF: ambil ulang\.$/);
    expect(before).toHaveLength(2);
  },
);

it("a language model that is missing is named, with the settings that help", async () => {
  const args = ["process", recording, "--extractor", "embedded", "--whisper-model", "demo"];
  const { code, err } = await catat.run([...args, "--extraction-model", "none.gguf"]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /The language model .*none\.gguf is missing: correct CATAT_EMBEDDED_MODEL, or use --extractor ollama/,
  );
});

it("an Ollama that lacks the model gets the command that fetches it", async () => {
  const ollama = await fakeOllama();
  try {
    const args = ["process", recording, "--whisper-model", "demo", "--extraction-model", "qwen3:8b"];
    const english = await catat.run(args, { OLLAMA_HOST: ollama.host });
    expect(english.code).toBe(1);
    expect(english.err).toContain("Ollama does not have the model qwen3:8b: 'ollama pull qwen3:8b' fetches it.");
    const indonesian = await catat.run([...args, "--lang", "id"], { OLLAMA_HOST: ollama.host });
    expect(indonesian.err).toContain("Ollama tidak punya model qwen3:8b: ambil dengan 'ollama pull qwen3:8b'.");
    expect(ollama.chats).toEqual([]);
  } finally {
    await ollama.close();
  }
});

it.each(["FFMPEG_PATH", "FFPROBE_PATH"])("a %s that is not there is named before anything is stored", async (name) => {
  const args = ["process", recording, "--extractor", "embedded", "--whisper-model", "demo"];
  const { code, err } = await catat.run(args, { [name]: "/nowhere/program" });
  expect(code).toBe(1);
  expect(err).toMatch(/^Error: The program \/nowhere\/program is missing or does not run: install ffmpeg/m);
});
