import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Sound } from "../../src/ports/index.js";
import { ends, leaveNoProcess } from "./subprocess-left.js";
import {
  binary,
  closeEngines,
  type Engine,
  engine,
  model,
  never,
  recording,
  said,
  serverPid,
  servers,
  testFolder,
} from "./whisper-setup.js";

const folder = testFolder();
leaveNoProcess();
afterEach(closeEngines);

const long = () => recording(folder, "06.ogg", 60);
const short = () => recording(folder, "06.ogg");

/** Begins to transcribe, and comes back while the engine computes. */
async function inTheMiddle({ speech }: Engine, sound: Sound, signal = never) {
  await speech.ready(never);
  const outcome = speech.transcribe(sound, signal).catch((error: unknown) => error);
  await sleep(500);
  expect(await Promise.race([outcome, "computing"])).toBe("computing");
  return { outcome, pid: serverPid() };
}

async function hearsAgain({ speech }: Engine): Promise<void> {
  expect((await speech.transcribe(await short(), never)).text).toBe(said("06.ogg"));
}

describe("an engine that", () => {
  it("is killed in the middle of a recording fails it, and serves the next", async () => {
    const subject = engine();
    const { outcome, pid } = await inTheMiddle(subject, await long());
    process.kill(pid, "SIGKILL");
    expect(await outcome).toMatchObject({
      code: "speech_engine_failed",
      facts: { reason: "whisper-server was ended by SIGKILL" },
    });
    await hearsAgain(subject);
    expect(subject.loads()).toBe(2);
    expect(subject.lines.filter((l) => l.level === 40)).toMatchObject([{ signal: "SIGKILL", crashes: 1 }]);
  });

  it("is killed between two recordings serves the next", async () => {
    const subject = engine();
    await hearsAgain(subject);
    process.kill(serverPid(), "SIGKILL");
    await subject.crashes(1);
    await hearsAgain(subject);
    expect(subject.loads()).toBe(2);
  });

  it("hangs is killed after its time, and the next recording has a new one", async () => {
    const subject = engine({ secondsAllowed: (seconds) => (seconds > 10 ? 2 : 60) });
    const { outcome, pid } = await inTheMiddle(subject, await long());
    process.kill(pid, "SIGSTOP");
    expect(await outcome).toMatchObject({ code: "speech_timeout", facts: { seconds: 2 } });
    expect(await ends(pid)).toBe(true);
    await hearsAgain(subject);
    expect(subject.lines.filter((l) => l.level === 40)).toMatchObject([{ why: "gave no answer in 2 s", crashes: 1 }]);
  });

  it("takes more memory than it may is ended, says so once, and serves the next", async () => {
    let most = 0;
    const subject = engine({ memoryAllowed: () => most });
    const { outcome } = await inTheMiddle(subject, await long());
    const why = expect.stringMatching(/took \d+ MB of memory, more than the 0 MB it may take/);
    expect(await outcome).toMatchObject({ code: "speech_engine_failed", facts: { reason: why } });
    most = Number.POSITIVE_INFINITY;
    await hearsAgain(subject);
    expect(subject.lines.filter((l) => l.level === 40)).toMatchObject([{ why, crashes: 1 }]);
  });

  it("hangs is gone all the same once it is closed", async () => {
    const subject = engine();
    const { outcome, pid } = await inTheMiddle(subject, await long());
    process.kill(pid, "SIGSTOP");
    await subject.speech.close();
    expect(await ends(pid)).toBe(true);
    expect(await outcome).toMatchObject({ code: "speech_engine_failed" });
  });

  it("crashes again and again is started after longer and longer pauses, until it answers", async () => {
    const subject = engine();
    for (let crash = 1; crash <= 3; crash++) {
      await subject.speech.ready(never);
      process.kill(serverPid(), "SIGKILL");
      await subject.crashes(crash);
    }
    const began = performance.now();
    await hearsAgain(subject);
    expect(performance.now() - began).toBeGreaterThan(1000);
    expect(subject.lines.filter((l) => l.level === 40).map((l) => l.crashes)).toEqual([1, 2, 3]);
  });
});

describe("a recording that is given up", () => {
  it("in the middle is not computed further, and the engine stays", async () => {
    const subject = engine();
    const stop = new AbortController();
    const { outcome, pid } = await inTheMiddle(subject, await long(), stop.signal);
    stop.abort(new Error("enough"));
    expect(await outcome).toMatchObject({ message: "enough" });
    const began = performance.now();
    await hearsAgain(subject);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(serverPid()).toBe(pid);
    expect(subject.loads()).toBe(1);
  });

  it("while it waits for its turn does not wait on, and lets the next have its turn", async () => {
    const subject = engine();
    const stopFirst = new AbortController();
    const { outcome } = await inTheMiddle(subject, await long(), stopFirst.signal);
    const stop = new AbortController();
    const waiting = subject.speech.transcribe(await short(), stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    stopFirst.abort(new Error("enough"));
    await outcome;
    await hearsAgain(subject);
  });

  it("by closing the engine fails", async () => {
    const subject = engine();
    const { outcome } = await inTheMiddle(subject, await long());
    const began = performance.now();
    await subject.speech.close();
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(await outcome).toMatchObject({ code: "speech_engine_failed" });
  });
});

describe("a set-up", () => {
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const program = (name: string, lines: string) => {
    const path = file(name, `#!/bin/sh\n${lines}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const wrong = (options: Parameters<typeof engine>[0]) =>
    engine(options)
      .speech.ready(never)
      .then(
        () => "ready",
        (error: unknown) => error,
      );

  it.each([
    ["whisper-server", { binary: "/nowhere/whisper-server" }, "whisper_server_missing", "/nowhere/whisper-server"],
    ["speech model", { model: "/nowhere/ggml-small.bin" }, "speech_model_missing", "/nowhere/ggml-small.bin"],
    ["VAD model", { vadModel: "/nowhere/silero.bin" }, "vad_model_missing", "/nowhere/silero.bin"],
  ])("without %s is said", async (_, options, code, path) => {
    expect(await wrong(options)).toMatchObject({ code, facts: { path }, isSetup: true });
    expect(servers()).toEqual([]);
  });

  const bytes = readFileSync(model);
  it.each([
    ["is cut off", () => bytes.subarray(0, 10_000_000)],
    ["is cut off before its first tensor", () => bytes.subarray(0, 100)],
    ["is a text", () => "not found"],
    ["is empty", () => ""],
    ["begins as a model and goes on as noise", () => Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(1e6, "noise")])],
  ])("with a speech model that %s is said", async (_, content) => {
    const path = file("damaged.bin", content());
    expect(await wrong({ model: path })).toMatchObject({ code: "speech_model_damaged", facts: { path } });
    expect(servers()).toEqual([]);
  });

  it("with a VAD model that is none is said", async () => {
    const { speech } = engine({ vadModel: file("vad.bin", "not found") });
    await expect(speech.transcribe(await short(), never)).rejects.toMatchObject({ code: "vad_model_missing" });
  });

  it.each([
    ["fails", "echo 'cannot find libgomp.so.1' >&2; exit 127", "status 127: cannot find libgomp.so.1"],
    ["crashes", "kill -ILL $$", "ended by SIGILL"],
  ])("with a whisper-server that %s is said", async (_, lines, reason) => {
    const failure = await wrong({ binary: program("failing", lines) });
    expect(failure).toMatchObject({ code: "speech_engine_failed", facts: { reason: expect.stringContaining(reason) } });
  });

  it("with a whisper-server for another machine is said", async () => {
    const other = file("other-machine", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 9, 9, 9]));
    chmodSync(other, 0o755);
    expect(await wrong({ binary: other })).toMatchObject({ code: "speech_engine_failed" });
  });

  it("with a language that whisper does not know is said", async () => {
    const facts = { reason: expect.stringContaining("unknown language 'zz'") };
    expect(await wrong({ language: "zz" })).toMatchObject({ code: "speech_engine_failed", facts });
  });

  it("whose port was taken in between tries another", async () => {
    const once = join(folder, "was-taken");
    const lines = `[ -e '${once}' ] || { touch '${once}'; echo "couldn't bind to server socket" >&2; exit 1; }\nexec '${binary}' "$@"`;
    const subject = engine({ binary: program("taken", lines) });
    await hearsAgain(subject);
    expect(subject.loads()).toBe(1);
  });
});
