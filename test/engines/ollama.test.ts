import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeLogger } from "../../src/app/logger.js";
import type { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { mayBeHere, OllamaModel } from "../../src/engines/ollama/model.js";
import { answerSeconds } from "../../src/engines/process/deadline.js";
import { systemPrompt } from "../../src/extraction/prompt.js";
import { answerSchema } from "../../src/extraction/response.js";
import { type FakeOllama, fakeOllama, finished } from "../fakes/ollama.js";

const { signal } = new AbortController();
const question = { system: systemPrompt(drinks), user: "Pak Budi beli tiga teh.", schema: answerSchema(drinks) };

let fake: FakeOllama;
let model: OllamaModel;
beforeEach(async () => {
  fake = await fakeOllama();
  model = new OllamaModel({ host: fake.host, model: "gemma3:4b", contextTokens: 8192 });
});
afterEach(() => fake.close());

describe("Ollama", () => {
  it("is asked with the rules first and the transcript alone last, whole, without thinking, in a fixed context", async () => {
    await model.ready(signal);
    expect(await model.ask(question, 200, signal)).toBe('{"records":[]}');
    expect(fake.chats[0]).toMatchObject({
      model: "gemma3:4b",
      messages: [
        { role: "system", content: question.system },
        { role: "user", content: question.user },
      ],
      format: question.schema,
      stream: false,
      think: false,
      truncate: false,
      shift: false,
      options: { temperature: 0, num_ctx: 8192, num_predict: 200 },
    });
  });

  it("that lacks the model, or does not run, is named before work begins", async () => {
    const other = new OllamaModel({ host: fake.host, model: "none", contextTokens: 8192 });
    await expect(other.ready(signal)).rejects.toMatchObject({ code: "ollama_model_missing" });
    const gone = new OllamaModel({ host: "127.0.0.1:9", model: "none", contextTokens: 8192 });
    await expect(gone.ready(signal)).rejects.toMatchObject({ code: "ollama_unreachable" });
  });

  it.each(["http://me:secret@127.0.0.1:9", "me:secret@127.0.0.1:9", "http://me:se@cret@127.0.0.1:9"])(
    "is named in a failure without the password of %s",
    async (host) => {
      const gone = new OllamaModel({ host, model: "none", contextTokens: 8192 });
      const facts = { host: host.startsWith("http") ? "http://127.0.0.1:9" : "127.0.0.1:9" };
      await expect(gone.ready(signal)).rejects.toMatchObject({ code: "ollama_unreachable", facts });
    },
  );

  it.each(["http://me:secret@", "me:secret@", "http://me:se/secret@", "me%40office:se%3Acret@"])(
    "logs in with the name and password of %s, and no failure says them to the log",
    async (login) => {
      const lines: string[] = [];
      const log = makeLogger("debug", { write: (line) => void lines.push(line) });
      const spoken = async (at: string, answer: FakeOllama["answer"]) => {
        fake.answer = answer;
        const other = new OllamaModel({ host: `${login}${at}`, model: "gemma3:4b", contextTokens: 8192 });
        return other.ask(question, 200, signal).catch((err: Failure) => log.error({ err, facts: err.facts }, "failed"));
      };
      expect(await spoken(fake.host, { body: finished("{}") })).toBe("{}");
      const user = login.includes("%40") ? "me@office:se:cret" : login.includes("/s") ? "me:se/secret" : "me:secret";
      expect(fake.authorization).toBe(`Basic ${Buffer.from(user).toString("base64")}`);
      await spoken("127.0.0.1:9", "cut");
      await spoken(fake.host, { status: 503, body: { error: "busy" } });
      await spoken(fake.host, { status: 500, body: "<html>" });
      await spoken("nowhere:99999", "cut");
      expect(lines).toHaveLength(4);
      expect(lines.join()).not.toMatch(/cret|office/);
    },
  );

  it.each([
    ["an answer that was cut off", { body: finished('{"rec', "length") }, "answer_cut_off"],
    ["an answer that did not finish", { body: finished("{}", "unload") }, "ollama_failed"],
    ["a busy server", { status: 503, body: { error: "server busy" } }, "ollama_busy"],
    ["half a JSON", { body: '{"message":' }, "ollama_failed"],
    ["a JSON of another shape", { body: { response: "Pak Budi" } }, "ollama_failed"],
    ["a broken connection", "cut" as const, "ollama_unreachable"],
  ])("with %s fails as what it is", async (_, answer, code) => {
    fake.answer = answer;
    await expect(model.ask(question, 200, signal)).rejects.toMatchObject({ code, isTransient: true });
  });

  it("behind a proxy that answers a page says so in the failure, and nothing on the terminal", async () => {
    const print = vi.spyOn(console, "log");
    fake.answer = { status: 502, body: "<html>Bad Gateway</html>" };
    const failure = { code: "ollama_failed", facts: { reason: "502 <html>Bad Gateway</html>" } };
    await expect(model.ask(question, 200, signal)).rejects.toMatchObject(failure);
    expect(print.mock.calls).toEqual([]);
    print.mockRestore();
  });

  it("that hangs is left after a time that grows with question and answer, and may be asked again", async () => {
    fake.answer = "hang";
    const allowed: number[][] = [];
    const secondsAllowed = (...tokens: number[]) => {
      allowed.push(tokens);
      return 0.1;
    };
    const options = { host: fake.host, model: "gemma3:4b", contextTokens: 8192, secondsAllowed };
    const failure = { code: "extraction_timeout", facts: { seconds: 0.1 }, isTransient: true };
    await expect(new OllamaModel(options).ask(question, 200, signal)).rejects.toMatchObject(failure);
    expect(allowed).toEqual([[await model.promptTokens(question), 200]]);
    expect(answerSeconds(1000, 200)).toBeGreaterThan(answerSeconds(100, 200));
    expect(answerSeconds(100, 400)).toBeGreaterThan(answerSeconds(100, 200));
  });

  it("shares the CPU whenever its model is not on a GPU: a model may be loaded anew, to another place", async () => {
    const seen: boolean[] = [];
    const size = 1000;
    for (const size_vram of [1000, 0, 950, 500, null]) {
      fake.running = size_vram === null ? [] : [{ name: "gemma3:4b", size, size_vram }];
      await model.ask(question, 200, signal);
      seen.push(model.sharesCpu);
    }
    expect(seen).toEqual([false, true, false, true, true]);
  });

  it("that hangs is left when the work is stopped", async () => {
    fake.answer = "hang";
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("stopped")), 50);
    await expect(model.ask(question, 200, stop.signal)).rejects.toThrow("stopped");
  });
});

it.each([
  "",
  ":11434",
  "localhost",
  "127.0.0.1:11434",
  "http://[::1]:11434",
  "http://ollama:11434",
  "ollama",
  "host.docker.internal:11434",
])("Ollama at '%s' may share this box's CPU", (host) => expect(mayBeHere(host)).toBe(true));

it.each([
  "10.0.0.7:11434",
  "http://gpu.kantor.lan:11434",
  "https://user:x@ollama.example.com",
  "http://[fd00::7]:11434",
])("Ollama at %s computes elsewhere", (host) => expect(mayBeHere(host)).toBe(false));
