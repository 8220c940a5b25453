import type { Env } from "../config/env.js";
import { modelSetting, type Settings, settingsFrom } from "../config/index.js";
import { Failure } from "../domain/failure.js";

/** The options of every command, and those of the engines. */
export interface Options {
  lang?: string;
  dataDir?: string;
  verbose?: boolean;
  json?: boolean;
  extractor?: string;
  whisperModel?: string;
  extractionModel?: string;
  delimiter?: string;
}

/** What a command works with. */
export interface Context {
  env: Env;
  /** Aborted at the first Ctrl-C or SIGTERM. */
  signal: AbortSignal;
}

/**
 * What options write into a report, and what is read back from it: the report may come from another box, so nothing in it names a
 * program, a host or a file to write.
 */
const reportNames = [
  "CATAT_EXTRACTOR",
  "CATAT_WHISPER_MODEL",
  "CATAT_EMBEDDED_MODEL",
  "CATAT_OLLAMA_MODEL",
  "CATAT_DELIMITER",
];

/** Settings that options stand for: an option is an environment variable for one run. `below`: what holds without them. */
export function overrides(options: Options, below: Env): Record<string, string> {
  const { whisperModel, extractionModel, delimiter } = options;
  // A model belongs to its extractor, and is named together with it.
  const extractor = options.extractor ?? (extractionModel && (below.CATAT_EXTRACTOR || "ollama"));
  const embedded = extractor === "embedded";
  const given: Record<string, string | undefined> = {
    CATAT_EXTRACTOR: extractor,
    CATAT_WHISPER_MODEL: whisperModel && modelSetting(whisperModel),
    CATAT_EMBEDDED_MODEL: embedded && extractionModel ? modelSetting(extractionModel) : undefined,
    CATAT_OLLAMA_MODEL: embedded ? undefined : extractionModel,
    CATAT_DELIMITER: delimiter,
  };
  return Object.fromEntries(Object.entries(given).filter((e): e is [string, string] => Boolean(e[1])));
}

/**
 * The settings of a run: its options first, then those of the report it goes on with, then the environment.
 * Throws speech_model_elsewhere where an option names a model that would be loaded elsewhere.
 */
export function settingsOf(
  context: Context,
  options: Options,
  reportSettings: Readonly<Record<string, string>>,
): Settings {
  const kept = Object.entries(reportSettings).filter(([name]) => reportNames.includes(name));
  const below = { ...context.env, ...Object.fromEntries(kept) };
  const settings = settingsFrom({
    ...below,
    ...overrides(options, below),
    ...(options.dataDir ? { CATAT_DATA_DIR: options.dataDir } : {}),
    ...(options.lang ? { CATAT_LANG: options.lang } : {}),
  });
  const { whisperModel: model } = options;
  if (model && settings.speech.kind === "elsewhere") throw new Failure("speech_model_elsewhere", { model });
  return settings;
}
