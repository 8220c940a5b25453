import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { EmbeddedModel } from "../../src/engines/llama/model.js";
import { systemPrompt } from "../../src/extraction/prompt.js";
import { answerSchema, readAnswer } from "../../src/extraction/response.js";
import { recordings, root } from "../e2e/catat.js";

const path = join(root, "models/demo/catat-demo-extract-q8_0.gguf");
const { signal } = new AbortController();
const about = (user: string) => ({ system: systemPrompt(drinks), user, schema: answerSchema(drinks) });
const make = (model: string) =>
  new EmbeddedModel({ model, contextTokens: 8192, threads: 1 }, pino({ level: "silent" }));

describe("the embedded model", () => {
  let model: EmbeddedModel;
  beforeAll(async () => {
    model = make(path);
    await model.ready(signal);
  });
  afterAll(() => model.close());

  it("reads the true transcripts of the demo recordings, most of them wholly right", async () => {
    const expected = JSON.parse(readFileSync(join(recordings, "expected.json"), "utf8"));
    let right = 0;
    for (const { transcript, records } of expected) {
      const answer = transcript ? readAnswer(drinks, await model.ask(about(transcript), 400, signal)) : [];
      if (JSON.stringify(answer) === JSON.stringify(records)) right++;
    }
    expect(right).toBeGreaterThanOrEqual(9);
  });

  it("is held by the schema to the number of records and the length of a text", async () => {
    const note =
      "Nama Intan, alamat Jalan Mawar nomor 24, jumlah empat jus. Nama Bambang, alamat Gang Melati, jumlah dua teh.";
    const bounded = (maxItems: number, maxLength: number) =>
      JSON.parse(
        JSON.stringify(answerSchema(drinks))
          .replace(/"maxItems":\d+/, `"maxItems":${maxItems}`)
          .replace(/"maxLength":\d+/g, `"maxLength":${maxLength}`),
      );
    const ask = async (schema: object) => readAnswer(drinks, await model.ask({ ...about(note), schema }, 400, signal));
    expect(await ask(bounded(9, 99))).toHaveLength(2);
    const [one, ...more] = await ask(bounded(1, 4));
    expect(more).toEqual([]);
    expect(String(one?.alamat).length).toBeLessThanOrEqual(4);
  });

  it("says so when an answer is cut off or a question does not fit, and works on", async () => {
    const note = "Nama Intan, alamat Jalan Mawar nomor 24, jumlah empat jus.";
    await expect(model.ask(about(note), 4, signal)).rejects.toMatchObject({ code: "answer_cut_off" });
    await expect(model.ask(about(note.repeat(80)), 64, signal)).rejects.toMatchObject({ code: "transcript_too_long" });
    await expect(model.ask(about(note), 200, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
    expect(readAnswer(drinks, await model.ask(about(note), 200, signal))).toHaveLength(1);
  });
});

it("a language model that is missing or no model is named", async () => {
  await expect(make("/none.gguf").ready(signal)).rejects.toMatchObject({ code: "extraction_model_missing" });
  await expect(make(join(root, "README.md")).ready(signal)).rejects.toMatchObject({ code: "extraction_model_damaged" });
});
