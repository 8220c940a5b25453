import { describe, expect, it } from "vitest";
import { howItEnded } from "../../src/engines/process/engine-child.js";
import { serverArguments } from "../../src/engines/whisper/arguments.js";
import { startFailure } from "../../src/engines/whisper/failure.js";
import { requestFields } from "../../src/engines/whisper/request.js";

const options = { binary: "/b", model: "/models/m.bin", vadModel: null, threads: 3, language: "id" };

describe("what whisper-server is told", () => {
  it("is to answer on the loopback alone, under a path of ours, and to serve no files", () => {
    const said = serverArguments(options, 4711, "/secret").join(" ");
    expect(said).toContain("--host 127.0.0.1 --port 4711 --request-path /secret");
    expect(said).toContain("--public /dev/null");
    expect(said).toContain("--model /models/m.bin --threads 3 --language id");
    expect(said).not.toContain("vad");
  });

  it("is to use VAD for every request where there is a model for it", () => {
    expect(serverArguments({ ...options, vadModel: "/v.bin" }, 1, "/").join(" ")).toContain("--vad --vad-model /v.bin");
  });
});

it("a request names everything that changes the text", () => {
  expect(requestFields({ language: "id", beamSize: 5, temperatureInc: 0.2 })).toEqual({
    language: "id",
    temperature: "0",
    temperature_inc: "0.2",
    beam_size: "5",
    prompt: "",
    response_format: "verbose_json",
    no_language_probabilities: "true",
    max_context: "0",
    max_len: "100000",
  });
});

it("a prompt is not dropped with the context", () => {
  const fields = requestFields({ language: "id", beamSize: 1, temperatureInc: 0, prompt: "Pak Budi" });
  expect(fields).toMatchObject({ prompt: "Pak Budi", max_context: "-1" });
});

describe("why whisper-server did not start", () => {
  const exit = { exitCode: 3, signal: undefined, message: undefined };
  it.each([
    ["whisper_model_load: invalid model data (bad magic)\nfailed to load model"],
    ["whisper_model_load: ERROR not all tensors loaded from model file - expected 167, got 69"],
    ["ggml.c:1436: GGML_ASSERT(wtype != GGML_TYPE_COUNT) failed"],
  ])("is its model: %s", (stderr) => {
    expect(startFailure(exit, stderr, "/m.bin")).toMatchObject({
      code: "speech_model_damaged",
      facts: { path: "/m.bin" },
    });
  });

  it.each([
    ["memory", "exception during model load: std::bad_alloc\nwhisper_init: failed to load model"],
    ["a library", "error while loading shared libraries: libgomp.so.1: cannot open shared object file"],
    ["a language", "error: unknown language 'zz'"],
  ])("is not its model, but %s", (_, stderr) => {
    const failure = startFailure(exit, stderr, "/m.bin");
    expect(failure.code).toBe("speech_engine_failed");
    expect(JSON.stringify(failure.facts)).toContain(stderr.split("\n")[0]);
  });

  it("is said in words", () => {
    expect(howItEnded("whisper-server", { ...exit, exitCode: undefined, signal: "SIGSEGV" })).toBe(
      "whisper-server was ended by SIGSEGV",
    );
    expect(howItEnded("whisper-server", exit)).toBe("whisper-server ended with status 3");
    expect(howItEnded("whisper-server", { ...exit, exitCode: undefined, message: "spawn ENOEXEC" })).toContain(
      "ENOEXEC",
    );
  });
});
