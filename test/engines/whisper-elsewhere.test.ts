import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { type TranscriberOptions, whisperElsewhere } from "../../src/engines/whisper/transcriber.js";
import type { Sound } from "../../src/ports/index.js";
import { closeEngines, engine, generated, never, recording, said, servers, testFolder } from "./whisper-setup.js";

const folder = testFolder();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await closeEngines();
});

const noise = await generated(folder, "noise.wav", "anoisesrc=d=1:a=0.1");
const heard = { segments: [{ text: " Dua teh.", start: 0, end: 1, avg_logprob: -0.1, no_speech_prob: 0, words: [] }] };

/** A server of a few lines in the place of whisper-server. Gives its address. */
async function fake(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function speechAt(url: string, options: Partial<TranscriberOptions> = {}) {
  const defaults = { language: "id", beamSize: 5, temperatureInc: 0.2, longestPiece: 30 };
  const speech = whisperElsewhere({ url, ...defaults, ...options }, pino({ level: "silent" }));
  closers.push(() => speech.close());
  return speech;
}

/** The failure that transcribing there ends with. */
async function failureOf(listener: RequestListener, options: Partial<TranscriberOptions> = {}) {
  const speech = speechAt(await fake(listener), options);
  return speech.transcribe(noise, never).then(
    () => "heard",
    (error: unknown) => error,
  );
}

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes of buffers that are still in use. */
function held(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Answers once the request has been read. */
function answers(status: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return async (request, response) => {
    await bodyOf(request);
    response.writeHead(status, headers).end(body);
  };
}

describe("a whisper-server that runs elsewhere", () => {
  it("hears as ours does", async () => {
    const ours = engine();
    await ours.speech.ready(never);
    const command = servers()[0]?.command ?? "";
    const [, port, path] = /--port (\d+) --request-path (\S+)/.exec(command) ?? [];
    const speech = speechAt(`http://127.0.0.1:${port}${path}/`, { beamSize: 1, temperatureInc: 0 });
    await speech.ready(never);
    const transcript = await speech.transcribe(await recording(folder, "06.ogg"), never);
    expect(transcript.text).toBe(said("06.ogg"));
    expect(transcript.model).toBe(`http://127.0.0.1:${port}${path}`);
  });

  it("is sent the sound under a constant name, and everything that changes the text", async () => {
    let form: FormData | undefined;
    let request: IncomingMessage | undefined;
    const url = await fake(async (req, res) => {
      request = req;
      const body = await bodyOf(req);
      form = await new Response(body, { headers: req.headers as Record<string, string> }).formData();
      res.end(JSON.stringify(heard));
    });
    const address = `${url.replace("http://", "http://budi:p%40ss@")}/speech/`;
    const transcript = await speechAt(address, { prompt: "teh botol" }).transcribe(noise, never);
    expect(transcript).toMatchObject({ text: "Dua teh.", language: "id", model: `${url}/speech` });
    expect(request).toMatchObject({ method: "POST", url: "/speech/inference" });
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from("budi:p@ss").toString("base64")}`);
    const { file, ...fields } = Object.fromEntries(form ?? []) as Record<string, string> & { file: File };
    expect(fields).toMatchObject({ language: "id", beam_size: "5", temperature_inc: "0.2", prompt: "teh botol" });
    expect(file.name).toBe("sound.wav");
    expect(Buffer.from(await file.arrayBuffer()).equals(readFileSync(noise.path))).toBe(true);
  });

  it("has one request at a time", async () => {
    let now = 0;
    let most = 0;
    const url = await fake(async (req, res) => {
      most = Math.max(most, ++now);
      await bodyOf(req);
      await sleep(20);
      now -= 1;
      res.end(JSON.stringify(heard));
    });
    const speech = speechAt(url);
    await Promise.all(Array.from({ length: 5 }, () => speech.transcribe(noise, never)));
    expect(most).toBe(1);
  });

  it("is sent an hour of sound without holding it in memory", async () => {
    let received = 0;
    const url = await fake((req, res) => {
      req.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
      req.on("end", () => res.end(JSON.stringify(heard)));
    });
    const hour: Sound = await generated(folder, "hour.wav", "sine=frequency=300:sample_rate=16000:duration=3600");
    const before = held();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, held());
    }, 50);
    await speechAt(url).transcribe(hour, never);
    clearInterval(watch);
    expect(received).toBeGreaterThan(115_200_000);
    expect(peak - before).toBeLessThan(60_000_000);
  });
});

describe("it is not of use where it", () => {
  it.each([
    ["answers 500", answers(500, '{"error":"failed to process audio"}'), "HTTP 500"],
    ["answers 404", answers(404, "File Not Found (/inference)"), "HTTP 404"],
    ["answers 401", answers(401, ""), "HTTP 401"],
    ["sends us elsewhere", answers(302, "", { location: "http://127.0.0.1:1/" }), "HTTP 302"],
    ["answers garbage", answers(200, "<html>hello</html>"), "verbose_json"],
    ["answers other JSON", answers(200, '{"text":"dua teh"}'), "verbose_json"],
    ["answers half its JSON and says that is all", answers(200, JSON.stringify(heard).slice(0, 40)), "verbose_json"],
  ])("%s", async (_, listener, reason) => {
    const facts = { reason: expect.stringContaining(reason) };
    expect(await failureOf(listener)).toMatchObject({ code: "speech_engine_failed", facts, isTransient: true });
  });

  it.each([
    ["hangs up at once", (req: IncomingMessage) => req.socket.destroy()],
    [
      "hangs up in the middle of its answer",
      async (req: IncomingMessage, res: ServerResponse) => {
        await bodyOf(req);
        res.writeHead(200, { "content-length": "1000" }).write('{"segments":[');
        setTimeout(() => res.destroy(), 20);
      },
    ],
  ])("%s", async (_, listener) => {
    expect(await failureOf(listener)).toMatchObject({ code: "speech_engine_unreachable", isTransient: true });
  });

  it.each([
    ["says nothing", () => {}],
    [
      "begins to answer and says no more",
      (_: IncomingMessage, res: ServerResponse) => void res.writeHead(200).write('{"segments":['),
    ],
  ])("%s", async (_, listener) => {
    const failure = await failureOf(listener, { secondsAllowed: (seconds) => seconds * 0.3 });
    expect(failure).toMatchObject({ code: "speech_timeout", facts: { seconds: expect.closeTo(0.3, 2) } });
  });

  it("does not run, and the name and password in its address are kept back", async () => {
    const speech = speechAt("http://budi:secret@127.0.0.1:9/speech/");
    for (const work of [() => speech.ready(never), () => speech.transcribe(noise, never)]) {
      const failure = await work().catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "speech_engine_unreachable", facts: { url: "http://127.0.0.1:9/speech" } });
    }
  });
});

describe("before the first recording", () => {
  it("it is waited for while it loads its model", async () => {
    let asked = 0;
    const url = await fake((req, res) => {
      expect(req.url).toBe("/health");
      asked += 1;
      if (asked < 3) res.writeHead(503).end('{"status":"loading model"}');
      else res.end('{"status":"ok"}');
    });
    await speechAt(url).ready(never);
    expect(asked).toBe(3);
  });

  it("waiting ends with an abort", async () => {
    const stop = new AbortController();
    const url = await fake((_, res) => void res.writeHead(503).end('{"status":"loading model"}'));
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(speechAt(url).ready(stop.signal)).rejects.toThrow("enough");
  });

  it.each([
    ["something else answers", answers(200, "<html>")],
    ["something answers that has no health", answers(404, "File Not Found")],
    ["a proxy has nothing behind it", answers(503, "Service Unavailable")],
  ])("it is unreachable where %s", async (_, listener) => {
    const ready = speechAt(await fake(listener)).ready(never);
    await expect(ready).rejects.toMatchObject({ code: "speech_engine_unreachable" });
  });
});

it("a recording that is given up closes the connection, which is what stops whisper-server", async () => {
  const stop = new AbortController();
  let closed: (value: unknown) => void;
  const closing = new Promise((resolve) => {
    closed = resolve;
  });
  const url = await fake((req) => {
    req.socket.once("close", () => closed("closed"));
    void bodyOf(req).then(
      () => stop.abort(new Error("enough")),
      () => undefined,
    );
  });
  await expect(speechAt(url).transcribe(noise, stop.signal)).rejects.toThrow("enough");
  expect(await closing).toBe("closed");
});
