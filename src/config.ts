import { existsSync } from "node:fs";
import { availableParallelism, homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Failure } from "./domain/failure.js";
import { meant, type Problem, problemsOf } from "./domain/problem.js";
import type { Env } from "./env.js";

export const languages = ["en", "id"] as const;
export type Language = (typeof languages)[number];

export type SpeechSettings =
  | { kind: "elsewhere"; url: string; language: string; beamSize: number; temperatureInc: number }
  | {
      kind: "here";
      binary: string;
      model: string;
      vadModel: string | null;
      threads: number;
      language: string;
      beamSize: number;
      temperatureInc: number;
    };

export type ExtractionSettings =
  | { kind: "ollama"; host: string; model: string; contextTokens: number }
  | { kind: "embedded"; model: string; contextTokens: number; threads: number };

export interface Settings {
  dataDir: string;
  language: Language;
  logLevel: string;
  maxRecordings: number;
  maxSeconds: number;
  maxAttempts: number;
  ffmpegPath: string;
  ffprobePath: string;
  speech: SpeechSettings;
  extraction: ExtractionSettings;
  delimiter: "," | ";";
  /** Whether one of the demonstration models is in use: said wherever results are shown. */
  demo: boolean;
}

/** The folder of the project: where the models and the built whisper-server are. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const flat = z.object({
  CATAT_DATA_DIR: z.string().min(1).optional(),
  CATAT_LANG: z.enum(languages).optional(),
  CATAT_LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  CATAT_MAX_RECORDINGS: whole(1, 1000).default(30),
  CATAT_MAX_MINUTES: z.coerce.number().positive().max(600).default(60),
  CATAT_MAX_ATTEMPTS: whole(1, 100).default(3),
  CATAT_WHISPER_URL: z.url().optional(),
  CATAT_WHISPER_SERVER: z.string().min(1).optional(),
  CATAT_WHISPER_MODEL: z.string().min(1).optional(),
  CATAT_VAD_MODEL: z.string().min(1).optional(),
  CATAT_SPEECH_LANGUAGE: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .default("id"),
  CATAT_WHISPER_BEAM_SIZE: whole(1, 8).default(5),
  CATAT_WHISPER_TEMPERATURE_INC: z.coerce.number().min(0).max(1).default(0.2),
  CATAT_THREADS: whole(1, 256).default(availableParallelism()),
  CATAT_EXTRACTOR: z.enum(["ollama", "embedded"]).default("ollama"),
  CATAT_OLLAMA_MODEL: z.string().min(1).default("gemma3:4b"),
  CATAT_EMBEDDED_MODEL: z.string().min(1).default("demo"),
  CATAT_CONTEXT_TOKENS: whole(512, 131_072).default(8192),
  CATAT_DELIMITER: z.enum([",", ";"]).default(","),
  OLLAMA_HOST: z.string().default(""),
  FFMPEG_PATH: z.string().min(1).default("ffmpeg"),
  FFPROBE_PATH: z.string().min(1).default("ffprobe"),
});
type Flat = z.infer<typeof flat>;

/** The names that settings have, in the environment, in `.env` and in a report's own settings. */
export const settingNames = Object.keys(flat.shape);

/**
 * Environment → typed, validated settings. Throws setting_invalid with every problem at once.
 * An empty variable counts as not set, as in a `.env` that was copied and not filled in.
 */
export function settingsFrom(env: Env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = flat.safeParse(given);
  const problems = [...strangers(given), ...(parsed.success ? [] : problemsOf(parsed.error, given, settingNames))];
  if (!parsed.success || problems.length > 0) throw new Failure("setting_invalid", { problems });
  return shape(parsed.data, given);
}

/** A CATAT_ name that nobody reads is a slip of the pen, and would be ignored in silence. */
function strangers(given: Record<string, unknown>): Problem[] {
  return Object.keys(given)
    .filter((name) => name.startsWith("CATAT_") && !settingNames.includes(name))
    .map((name) => {
      const near = meant(name, settingNames);
      return { name, kind: "unknown_name", ...(near ? { meant: near } : {}) };
    });
}

function shape(flat: Flat, env: Env): Settings {
  const extraction = extractionFrom(flat);
  const speech = speechFrom(flat, extraction);
  return {
    dataDir: resolve(flat.CATAT_DATA_DIR ?? defaultDataDir(env)),
    language: flat.CATAT_LANG ?? languageOf(env),
    logLevel: flat.CATAT_LOG_LEVEL,
    maxRecordings: flat.CATAT_MAX_RECORDINGS,
    maxSeconds: flat.CATAT_MAX_MINUTES * 60,
    maxAttempts: flat.CATAT_MAX_ATTEMPTS,
    ffmpegPath: flat.FFMPEG_PATH,
    ffprobePath: flat.FFPROBE_PATH,
    speech,
    extraction,
    delimiter: flat.CATAT_DELIMITER,
    demo: [speech, extraction].some((s) => "model" in s && isDemo(s.model)),
  };
}

function extractionFrom(flat: Flat): ExtractionSettings {
  const contextTokens = flat.CATAT_CONTEXT_TOKENS;
  if (flat.CATAT_EXTRACTOR === "ollama") {
    return { kind: "ollama", host: flat.OLLAMA_HOST, model: flat.CATAT_OLLAMA_MODEL, contextTokens };
  }
  const model = modelPath(flat.CATAT_EMBEDDED_MODEL, demoExtraction, (name) => `${name}.gguf`);
  return { kind: "embedded", model, contextTokens, threads: flat.CATAT_THREADS };
}

function speechFrom(flat: Flat, extraction: ExtractionSettings): SpeechSettings {
  const request = {
    language: flat.CATAT_SPEECH_LANGUAGE,
    beamSize: flat.CATAT_WHISPER_BEAM_SIZE,
    temperatureInc: flat.CATAT_WHISPER_TEMPERATURE_INC,
  };
  if (flat.CATAT_WHISPER_URL) return { kind: "elsewhere", url: flat.CATAT_WHISPER_URL, ...request };
  // The demonstration models are a pair: who asks for the one without naming a speech model gets the other.
  const demoPair = extraction.kind === "embedded" && isDemo(extraction.model);
  const model = flat.CATAT_WHISPER_MODEL ?? (demoPair ? "demo" : "small");
  return {
    kind: "here",
    binary: flat.CATAT_WHISPER_SERVER ?? join(projectRoot, ".cache", "whisper", "whisper-server"),
    model: modelPath(model, demoSpeech, (name) => `ggml-${name}.bin`),
    vadModel: flat.CATAT_VAD_MODEL ? resolve(flat.CATAT_VAD_MODEL) : presentVadModel(),
    threads: flat.CATAT_THREADS,
    ...request,
  };
}

const models = join(projectRoot, "models");
const demoSpeech = join(models, "demo", "catat-demo-speech-q8_0.bin");
const demoExtraction = join(models, "demo", "catat-demo-extract-q8_0.gguf");

function isDemo(model: string): boolean {
  return dirname(model) === join(models, "demo");
}

/** `demo`, the bare name of a model in `models/` (small, large-v3-turbo-q5_0), or a path. */
function modelPath(given: string, demo: string, fileOf: (name: string) => string): string {
  if (given === "demo") return demo;
  return isPath(given) ? resolve(given) : join(models, fileOf(given));
}

/** A model as a setting that means the same in any working directory. */
export function modelSetting(given: string): string {
  return isPath(given) ? resolve(given) : given;
}

function isPath(given: string): boolean {
  return /[/\\]|\.(bin|gguf)$/i.test(given);
}

function presentVadModel(): string | null {
  const path = join(models, "ggml-silero-v6.2.0.bin");
  return existsSync(path) ? path : null;
}

/** Where programs of a user keep their data (XDG base directories). */
function defaultDataDir(env: Env): string {
  return join(env.XDG_DATA_HOME || join(homedir(), ".local", "share"), "catat");
}

/** The language to speak before the settings are known to be good: `--lang`, CATAT_LANG, or the locale's. */
export function languageFrom(argv: readonly string[], env: Env): Language {
  const option = argv
    .findLast((arg, i) => argv[i - 1] === "--lang" || arg.startsWith("--lang="))
    ?.replace("--lang=", "");
  return languages.find((l) => l === (option ?? env.CATAT_LANG)) ?? languageOf(env);
}

/** The language of the user's locale, as POSIX looks it up, else English. */
function languageOf(env: Env): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^(id|in)([_.@]|$)/i.test(locale) ? "id" : "en";
}
