import { type App, openApp } from "../app.js";
import { modelSetting, type Settings, settingsFrom } from "../config/index.js";
import type { Env } from "../env.js";
import { messages } from "../messages/index.js";
import { type Io, makeIo } from "./io.js";

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

/** Settings that options stand for: an option is an environment variable for one run. */
export function overrides(options: Options): Record<string, string> {
  const { extractor, whisperModel, extractionModel, delimiter } = options;
  const embedded = extractor === "embedded";
  const given: Record<string, string | undefined> = {
    CATAT_EXTRACTOR: extractor,
    CATAT_WHISPER_MODEL: whisperModel && modelSetting(whisperModel),
    CATAT_EMBEDDED_MODEL: embedded && extractionModel ? modelSetting(extractionModel) : undefined,
    CATAT_OLLAMA_MODEL: embedded ? undefined : extractionModel,
    CATAT_DELIMITER: delimiter,
  };
  return Object.fromEntries(Object.entries(given).filter((e): e is [string, string] => e[1] !== undefined));
}

/** The settings of a run: its options first, then those of the report it goes on with, then the environment. */
export function settingsOf(
  context: Context,
  options: Options,
  reportSettings: Readonly<Record<string, string>>,
): Settings {
  return settingsFrom({
    ...context.env,
    ...reportSettings,
    ...overrides(options),
    ...(options.dataDir ? { CATAT_DATA_DIR: options.dataDir } : {}),
    ...(options.lang ? { CATAT_LANG: options.lang } : {}),
  });
}

/**
 * Runs a command with an open app, and closes it whatever happens. `reportSettings` are what a report was started with:
 * options of this run go before them, the environment comes after.
 */
export async function withApp<T>(
  context: Context,
  options: Options,
  reportSettings: Readonly<Record<string, string>>,
  work: (app: App, io: Io) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(context, options, reportSettings);
  const io = makeIo(messages[settings.language], options.verbose ?? false);
  const app = await openApp(settings, { logToTerminal: options.verbose ?? false });
  const result = await work(app, io).catch(async (error: unknown) => {
    await app.close().catch((err: unknown) => app.log.warn({ err }, "not closed in good order"));
    throw error;
  });
  await app.close();
  return result;
}
