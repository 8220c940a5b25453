import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { Failure } from "../domain/failure.js";
import { meant, type Problem, problemsOf } from "../domain/problem.js";
import { type Language, languages } from "../domain/user.js";
import { withoutLogin } from "../util/login.js";
import type { Env } from "./env.js";
import { demoExtraction, demoSpeech, isDemo, modelPath, modelsFolder, presentVadModel, projectRoot } from "./models.js";
import { programSetting } from "./programs.js";
import { type Flat, flat } from "./schema.js";
import type { ExtractionSettings, RetentionSettings, Settings, SpeechSettings, TelegramSettings } from "./settings.js";

export { modelSetting, projectRoot } from "./models.js";
export * from "./settings.js";

/** The names that settings have, in the environment, in `.env` and in a report's own settings. */
export const settingNames = Object.keys(flat.shape);

/**
 * Environment → typed, validated settings. Throws setting_invalid with every problem at once.
 * An empty variable counts as not set, as in a `.env` that was copied and not filled in.
 */
export function settingsFrom(env: Env): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = flat.safeParse(given);
  const wrong = parsed.success ? [] : problemsOf(parsed.error, given, settingNames).map(withoutSecrets);
  const problems = [...strangers(given), ...wrong];
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

/** What is wrong is shown to whoever looks at the terminal or the journal: addresses without their logins. */
function withoutSecrets(problem: Problem): Problem {
  const isAddress = /URL|ROOT|HOST/.test(problem.name);
  return problem.given && isAddress ? { ...problem, given: withoutLogin(problem.given) } : problem;
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
    diskReserve: flat.CATAT_DISK_RESERVE_MB * 2 ** 20,
    ffmpegPath: programSetting(flat.FFMPEG_PATH),
    ffprobePath: programSetting(flat.FFPROBE_PATH),
    speech,
    extraction,
    delimiter: flat.CATAT_DELIMITER,
    telegram: telegramFrom(flat),
    retention: retentionFrom(flat),
    demo: [speech, extraction].some((s) => "model" in s && isDemo(s.model)),
  };
}

function extractionFrom(flat: Flat): ExtractionSettings {
  const contextTokens = flat.CATAT_CONTEXT_TOKENS;
  if (flat.CATAT_EXTRACTOR === "ollama") {
    return { kind: "ollama", host: flat.OLLAMA_HOST, model: flat.CATAT_OLLAMA_MODEL, contextTokens };
  }
  const model = modelPath(
    flat.CATAT_EMBEDDED_MODEL,
    demoExtraction,
    modelsFolder(flat.CATAT_MODELS_DIR),
    (name) => `${name}.gguf`,
  );
  return { kind: "embedded", model, contextTokens, threads: flat.CATAT_THREADS };
}

function speechFrom(flat: Flat, extraction: ExtractionSettings): SpeechSettings {
  const request = {
    language: flat.CATAT_SPEECH_LANGUAGE,
    beamSize: flat.CATAT_WHISPER_BEAM_SIZE,
    temperatureInc: flat.CATAT_WHISPER_TEMPERATURE_INC,
    longestPiece: 30,
  };
  if (flat.CATAT_WHISPER_URL) return { kind: "elsewhere", url: flat.CATAT_WHISPER_URL, ...request };
  // The demonstration models are a pair: who asks for the one without naming a speech model gets the other.
  const demoPair = extraction.kind === "embedded" && isDemo(extraction.model);
  const named = flat.CATAT_WHISPER_MODEL ?? (demoPair ? "demo" : "small");
  const models = modelsFolder(flat.CATAT_MODELS_DIR);
  const model = modelPath(named, demoSpeech, models, (name) => `ggml-${name}.bin`);
  return {
    kind: "here",
    binary: flat.CATAT_WHISPER_SERVER
      ? resolve(flat.CATAT_WHISPER_SERVER)
      : join(projectRoot, ".cache", "whisper", "whisper-server"),
    model,
    vadModel: flat.CATAT_VAD_MODEL ? resolve(flat.CATAT_VAD_MODEL) : presentVadModel(models),
    threads: flat.CATAT_THREADS,
    ...request,
    // The demonstration model learned from clips of at most 15 s, and leaves sentences out of longer ones.
    ...(isDemo(model) ? { longestPiece: 15 } : {}),
  };
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

function telegramFrom(flat: Flat): TelegramSettings {
  return {
    token: flat.TELEGRAM_BOT_TOKEN ?? null,
    tokenFile: flat.TELEGRAM_BOT_TOKEN_FILE ? resolve(flat.TELEGRAM_BOT_TOKEN_FILE) : null,
    apiRoot: flat.TELEGRAM_API_ROOT.replace(/\/+$/, ""),
    local: flat.CATAT_TELEGRAM_LOCAL,
    admins: flat.CATAT_ADMIN_USER_IDS,
    allowed: flat.CATAT_ALLOWED_USER_IDS,
    groups: flat.CATAT_ALLOWED_GROUP_IDS,
    limits: {
      openReports: flat.CATAT_MAX_OPEN_REPORTS,
      recordingsPerDay: flat.CATAT_MAX_RECORDINGS_PER_DAY,
      bytesPerDay: flat.CATAT_MAX_MB_PER_DAY * 2 ** 20,
    },
    remindAfterHours: flat.CATAT_REMIND_HOURS,
    closeAfterHours: flat.CATAT_CLOSE_HOURS,
  };
}

function retentionFrom(flat: Flat): RetentionSettings {
  const ms = (days: number) => (days === 0 ? null : days * 24 * 3_600_000);
  return {
    audioMs: ms(flat.CATAT_KEEP_AUDIO_DAYS),
    rowsMs: ms(flat.CATAT_KEEP_ROWS_DAYS),
    keepDeliveredRows: flat.CATAT_KEEP_DELIVERED_ROWS,
  };
}
