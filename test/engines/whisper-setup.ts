import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execaSync } from "execa";
import { pino } from "pino";
import { afterAll } from "vitest";
import { measure } from "../../src/engines/audio/wav.js";
import type { WhisperProcessOptions } from "../../src/engines/whisper/arguments.js";
import { type TranscriberOptions, whisperHere } from "../../src/engines/whisper/transcriber.js";
import type { Sound, Transcriber } from "../../src/ports/index.js";
import { children, type Process } from "./subprocess-left.js";

export const root = resolve(import.meta.dirname, "../..");
export const binary = join(root, ".cache/whisper/whisper-server");
export const model = join(root, "models/demo/catat-demo-speech-q8_0.bin");
const recordings = join(root, "models/demo/recordings");

export const never = new AbortController().signal;

/** A folder that is gone after the test file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "catat-whisper-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What was said in a demo recording. */
export function said(name: string): string {
  const all = JSON.parse(readFileSync(join(recordings, "expected.json"), "utf8")) as {
    file: string;
    transcript: string;
  }[];
  return all.find((r) => r.file === name)?.transcript ?? "";
}

/** A demo recording, said so many times in a row and filtered, as the speech model takes it. */
export function recording(folder: string, name: string, times = 1, filter: string[] = []): Promise<Sound> {
  const input = ["-stream_loop", String(times - 1), "-i", join(recordings, name), ...filter];
  return sound(folder, `${name}-${times}${filter.join("")}.wav`, input);
}

/** A sound of ffmpeg's own making. */
export function generated(folder: string, name: string, source: string): Promise<Sound> {
  return sound(folder, name, ["-f", "lavfi", "-i", source]);
}

async function sound(folder: string, name: string, input: string[]): Promise<Sound> {
  const path = join(folder, name);
  const ffmpeg = process.env.FFMPEG_PATH || "ffmpeg";
  execaSync(ffmpeg, ["-v", "error", "-nostdin", "-y", ...input, "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", path]);
  const measured = await measure(path, new AbortController().signal);
  if (!measured) throw new Error(`${path} is no WAV`);
  return { path, ...measured };
}

export interface Line {
  level: number;
  msg: string;
  [fact: string]: unknown;
}

export interface Engine {
  speech: Transcriber;
  /** What it logged. */
  lines: Line[];
  loads(): number;
  /** Waits until it knows of so many crashes. */
  crashes(count: number): Promise<void>;
}

const opened = new Set<Transcriber>();
/** Ends the engines that a test left open. For afterEach. */
export async function closeEngines(): Promise<void> {
  await Promise.all([...opened].map((speech) => speech.close()));
  opened.clear();
}

/** The demo speech model, greedy, which is repeatable. */
export function engine(options: Partial<TranscriberOptions & WhisperProcessOptions> = {}): Engine {
  const lines: Line[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => void lines.push(JSON.parse(line) as Line) });
  const defaults = {
    binary,
    model,
    vadModel: null,
    threads: 1,
    language: "id",
    beamSize: 1,
    temperatureInc: 0,
    longestPiece: 30,
  };
  const speech = whisperHere({ ...defaults, ...options }, log);
  opened.add(speech);
  const loads = () => lines.filter((l) => l.msg === "speech model loaded").length;
  const crashes = async (count: number) => {
    while (!lines.some((l) => l.crashes === count)) await sleep(10);
  };
  return { speech, lines, loads, crashes };
}

/** The whisper-servers that run for us. */
export function servers(): Process[] {
  return children().filter((c) => c.command.includes("--request-path"));
}

/** The one whisper-server that runs for us. Throws rather than give a pid that stands for a whole group. */
export function serverPid(): number {
  const [server, ...others] = servers();
  if (!server || others.length > 0) throw new Error(`${others.length + (server ? 1 : 0)} whisper-servers run`);
  return server.pid;
}
