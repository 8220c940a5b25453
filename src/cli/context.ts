import { type App, openApp } from "../app/app.js";
import { messages } from "../messages/index.js";
import { type Context, type Options, settingsOf } from "./run-settings.js";
import { type Io, makeIo } from "./ui/io.js";

export type { Context, Options } from "./run-settings.js";

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
