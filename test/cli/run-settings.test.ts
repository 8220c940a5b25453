import { describe, expect, it } from "vitest";
import { overrides, settingsOf } from "../../src/cli/run-settings.js";

const of = (env: Record<string, string>, options: object, report: Record<string, string> = {}) =>
  settingsOf({ env, signal: new AbortController().signal }, options, report);

describe("a language model that is named", () => {
  const given = { extractionModel: "/models/mine.gguf" };

  it("is for the extractor that the environment names", () => {
    const { extraction } = of({ CATAT_EXTRACTOR: "embedded" }, given);
    expect(extraction).toMatchObject({ kind: "embedded", model: "/models/mine.gguf" });
  });

  it("is for the extractor that the report was started with", () => {
    const report = { CATAT_EXTRACTOR: "embedded", CATAT_EMBEDDED_MODEL: "demo" };
    expect(of({}, given, report).extraction).toMatchObject({ kind: "embedded", model: "/models/mine.gguf" });
    expect(
      of({ CATAT_EXTRACTOR: "embedded" }, { extractionModel: "llama3" }, { CATAT_EXTRACTOR: "ollama" }),
    ).toMatchObject({ extraction: { kind: "ollama", model: "llama3" } });
  });

  it("is for Ollama where nobody names an extractor", () => {
    expect(of({}, { extractionModel: "llama3" }).extraction).toMatchObject({ kind: "ollama", model: "llama3" });
  });

  it("is stored together with its extractor, so that it counts where the environment is another one", () => {
    const stored = overrides(given, { CATAT_EXTRACTOR: "embedded" });
    expect(of({}, {}, stored).extraction).toMatchObject({ kind: "embedded", model: "/models/mine.gguf" });
  });
});

it("a speech model that a whisper-server elsewhere would not load is refused, not passed over", () => {
  const elsewhere = { CATAT_WHISPER_URL: "http://127.0.0.1:9000" };
  expect(() => of(elsewhere, { whisperModel: "small" })).toThrow(
    expect.objectContaining({ code: "speech_model_elsewhere", facts: { model: "small" } }),
  );
  expect(of(elsewhere, {}, { CATAT_WHISPER_MODEL: "small" }).speech.kind).toBe("elsewhere");
});

describe("what is read back from a report", () => {
  it("is what the command line writes into one", () => {
    const options = { extractor: "embedded", whisperModel: "base", extractionModel: "demo", delimiter: ";" };
    const again = of({}, {}, overrides(options, {}));
    expect(again).toEqual(of({}, options));
  });

  it("names no program, no host, no folder, and nothing that is unknown", () => {
    const foreign = {
      CATAT_WHISPER_SERVER: "/tmp/evil",
      CATAT_WHISPER_URL: "http://evil.example",
      FFMPEG_PATH: "/tmp/evil",
      FFPROBE_PATH: "/tmp/evil",
      OLLAMA_HOST: "http://evil.example",
      TELEGRAM_API_ROOT: "http://evil.example",
      CATAT_DATA_DIR: "/tmp/evil",
      CATAT_MODELS_DIR: "/tmp/evil",
      CATAT_VAD_MODEL: "/tmp/evil",
      CATAT_MAX_MINUTES: "600",
      CATAT_NO_SUCH: "1",
    };
    expect(of({}, {}, foreign)).toEqual(of({}, {}));
  });
});
