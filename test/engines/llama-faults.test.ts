import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { EmbeddedModel, type LlamaOptions } from "../../src/engines/llama/model.js";
import { systemPrompt } from "../../src/extraction/prompt.js";
import { answerSchema, readAnswer } from "../../src/extraction/response.js";
import { root } from "../e2e/catat.js";
import { children, ends, leaveNoProcess, processes } from "./subprocess-left.js";

const path = join(root, "models/demo/catat-demo-extract-q8_0.gguf");
const { signal } = new AbortController();
const note = "Nama Intan, alamat Jalan Mawar nomor 24, jumlah empat jus.";
const about = (user: string) => ({ system: systemPrompt(drinks), user, schema: answerSchema(drinks) });

const opened = new Set<EmbeddedModel>();
leaveNoProcess();
afterEach(async () => {
  await Promise.all([...opened].map((model) => model.close()));
  opened.clear();
});

interface Line {
  level: number;
  msg: string;
  [fact: string]: unknown;
}

function subject(options: Partial<LlamaOptions> = {}) {
  const lines: Line[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const model = new EmbeddedModel({ model: path, contextTokens: 8192, threads: 1, ...options }, log);
  opened.add(model);
  const warnings = () => lines.filter((l) => l.level === 40);
  const loads = () => lines.filter((l) => l.msg === "extraction model loaded").length;
  return { model, warnings, loads };
}

const isEngine = (p: { command: string }) => p.command.includes("llama/child.js");

function engineProcess(): number {
  const [engine, ...others] = children().filter(isEngine);
  if (!engine || others.length > 0) throw new Error("not one engine");
  return engine.pid;
}

async function answers(model: EmbeddedModel): Promise<void> {
  expect(readAnswer(drinks, await model.ask(about(note), 200, signal))).toHaveLength(1);
}

it("a language model that is killed fails the recording, and serves the next", async () => {
  const { model, warnings, loads } = subject();
  await model.ready(signal);
  const pid = engineProcess();
  process.kill(pid, "SIGSTOP");
  const outcome = model.ask(about(note), 200, signal).catch((error: unknown) => error);
  process.kill(pid, "SIGKILL");
  expect(await outcome).toMatchObject({
    code: "extraction_engine_failed",
    facts: { reason: "llama.cpp was ended by SIGKILL" },
    isTransient: true,
    isSetup: false,
  });
  await answers(model);
  expect(loads()).toBe(2);
  expect(warnings()).toMatchObject([{ signal: "SIGKILL", crashes: 1 }]);
});

it("a language model that hangs is killed after its time, and the next recording has a new one", async () => {
  let seconds = 60;
  const { model, warnings } = subject({ secondsAllowed: () => seconds });
  await model.ready(signal);
  const pid = engineProcess();
  process.kill(pid, "SIGSTOP");
  seconds = 1;
  await expect(model.ask(about(note), 200, signal)).rejects.toMatchObject({
    code: "extraction_timeout",
    facts: { seconds: 1 },
  });
  expect(await ends(pid)).toBe(true);
  seconds = 60;
  await answers(model);
  expect(warnings()).toMatchObject([{ why: "gave no answer in 1 s", crashes: 1 }]);
});

it("a language model that takes more memory than it may is ended, and says so once", async () => {
  let most = 0;
  const { model, warnings } = subject({ memoryAllowed: () => most });
  await model.ready(signal);
  while (warnings().length === 0) await sleep(10);
  most = Number.POSITIVE_INFINITY;
  await answers(model);
  expect(warnings()).toMatchObject([{ why: expect.stringMatching(/^took \d+ MB of memory, more than/), crashes: 1 }]);
});

it("a question that is given up is not waited for, and the next is answered", async () => {
  const { model, loads } = subject();
  await model.ready(signal);
  const stop = new AbortController();
  const outcome = model.ask(about(note), 200, stop.signal).catch((error: unknown) => error);
  stop.abort(new Error("enough"));
  expect(await outcome).toMatchObject({ message: "enough" });
  await answers(model);
  expect(loads()).toBe(1);
});

it("a language model is gone once it is closed, also while it loads and while it hangs", async () => {
  const loading = subject().model;
  const ready = loading.ready(signal).catch((error: unknown) => error);
  while (children().filter(isEngine).length === 0) await sleep(5);
  await loading.close();
  expect(await ready).toMatchObject({ code: "extraction_engine_failed" });
  expect(children().filter(isEngine)).toEqual([]);

  const hanging = subject().model;
  await hanging.ready(signal);
  process.kill(engineProcess(), "SIGSTOP");
  await hanging.close();
  expect(children().filter(isEngine)).toEqual([]);
});

it.each(["SIGKILL", "SIGTERM"] as const)("no language model stays behind where we end by %s", async (ending) => {
  const code = `import { EmbeddedModel } from ${JSON.stringify(join(root, "dist/engines/llama/model.js"))};
    const log = { info() {}, warn() {} };
    const model = new EmbeddedModel({ model: ${JSON.stringify(path)}, contextTokens: 8192, threads: 1 }, log);
    await model.ready(new AbortController().signal);
    console.log("ready");`;
  const starter = execa(process.execPath, ["--input-type=module", "-e", code], { reject: false });
  await new Promise((resolve) => starter.stdout?.once("data", resolve));
  const engine = processes().find((p) => p.parent === starter.pid && isEngine(p));
  starter.kill(ending);
  await starter;
  expect(engine).toBeDefined();
  expect(await ends(engine?.pid ?? -1)).toBe(true);
});
