import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { leaveNoProcess } from "./subprocess-left.js";
import {
  closeEngines,
  engine,
  generated,
  model,
  never,
  recording,
  said,
  servers,
  testFolder,
} from "./whisper-setup.js";

const folder = testFolder();
leaveNoProcess();
afterEach(closeEngines);

describe("a recording", () => {
  it.each(["06.ogg", "09.mp3", "11.ogg"])("is written down as it was said: %s", async (name) => {
    const { speech } = engine();
    const transcript = await speech.transcribe(await recording(folder, name), never);
    expect(transcript.text).toBe(said(name));
    expect(transcript).toMatchObject({ language: "id", model: "catat-demo-speech-q8_0" });
  });

  it("is heard with beam search too", async () => {
    const { speech } = engine({ beamSize: 5, temperatureInc: 0.2 });
    expect((await speech.transcribe(await recording(folder, "06.ogg"), never)).text).toBe(said("06.ogg"));
  });

  it("has words that make up its text, each with its time", async () => {
    const { speech } = engine();
    const sound = await recording(folder, "09.mp3");
    const { segments } = await speech.transcribe(sound, never);
    expect(segments.length).toBeGreaterThan(0);
    for (const segment of segments) {
      expect(segment.words.map((w) => w.text).join(" ")).toBe(segment.text);
      for (const [i, word] of segment.words.entries()) {
        expect(word.start).toBeGreaterThanOrEqual(segment.words[i - 1]?.start ?? segment.start);
        expect(word.end).toBeLessThanOrEqual(Math.min(segment.end, sound.seconds + 0.1));
        expect(word.probability).toBeGreaterThan(0);
        expect(word.probability).toBeLessThanOrEqual(1);
      }
    }
  });

  it("of silence has no text", async () => {
    const { speech } = engine();
    const silence = await generated(folder, "silence.wav", "anullsrc=r=16000:cl=mono:d=3");
    expect(await speech.transcribe(silence, never)).toMatchObject({ text: "", segments: [] });
  });

  it("of several minutes is heard to its end, in the order of time", async () => {
    const { speech } = engine();
    const long = await recording(folder, "06.ogg", 30);
    const { segments } = await speech.transcribe(long, never);
    expect(segments.at(-1)?.end).toBeGreaterThan(long.seconds - 30);
    expect(segments.map((s) => s.start)).toEqual(segments.map((s) => s.start).sort((a, b) => a - b));
    expect(segments.every((s) => s.words.length > 0 && s.end <= long.seconds + 30)).toBe(true);
  });
});

it("the model is loaded once for all recordings, also where they come at once", async () => {
  const { speech, loads, lines } = engine();
  const sound = await recording(folder, "06.ogg");
  await speech.ready(never);
  const texts = await Promise.all(Array.from({ length: 5 }, () => speech.transcribe(sound, never)));
  await speech.ready(never);
  expect(new Set(texts.map((t) => t.text))).toEqual(new Set([said("06.ogg")]));
  expect(loads()).toBe(1);
  expect(servers()).toHaveLength(1);
  expect(lines.find((l) => l.msg === "speech model loaded")).toMatchObject({
    level: 30,
    model: "catat-demo-speech-q8_0",
    ms: expect.any(Number),
  });
});

it("nothing that was said is logged", async () => {
  const { speech, lines } = engine();
  await speech.transcribe(await recording(folder, "06.ogg"), never);
  await speech.close();
  expect(JSON.stringify(lines)).not.toMatch(/cuaca|panas|06\.ogg/i);
});

describe("the engine", () => {
  it("answers on the loopback alone, under a path that cannot be guessed, and not to Ctrl-C", async () => {
    const { speech } = engine();
    await speech.ready(never);
    const [server] = servers();
    expect(server?.command).toContain("--host 127.0.0.1 ");
    expect(server?.command).toMatch(/--request-path \/[0-9a-f]{32} /);
    expect(server?.command).toContain(model);
    expect(server?.group).toBe(server?.pid);
    const port = /--port (\d+)/.exec(server?.command ?? "")?.[1];
    for (const path of ["/", "/inference", "/health", "/load", "/dev/null"])
      expect((await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST" })).status, path).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it("starts at the first recording, where nobody waited for it before", async () => {
    const { speech, loads } = engine();
    expect(servers()).toEqual([]);
    await speech.transcribe(await recording(folder, "06.ogg"), never);
    expect(loads()).toBe(1);
  });

  it("is gone once it is closed, and is not started again", async () => {
    const { speech } = engine();
    await speech.ready(never);
    await Promise.all([speech.close(), speech.close()]);
    expect(servers()).toEqual([]);
    await expect(speech.ready(never)).rejects.toMatchObject({ code: "speech_engine_failed" });
    await expect(speech.transcribe(await recording(folder, "06.ogg"), never)).rejects.toThrow();
    expect(servers()).toEqual([]);
  });

  it("that was never started closes", async () => {
    await engine().speech.close();
  });

  it("is gone where it is closed while it loads", async () => {
    const { speech } = engine();
    const loading = speech.ready(never).catch((error: unknown) => error);
    await sleep(20);
    await speech.close();
    expect(await loading).toMatchObject({ code: "speech_engine_failed" });
    expect(servers()).toEqual([]);
  });

  it("goes on loading where one who waited for it gives up", async () => {
    const { speech, loads } = engine();
    const stop = new AbortController();
    const first = speech.ready(stop.signal);
    const second = speech.ready(never);
    stop.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await second;
    expect(loads()).toBe(1);
  });
});
