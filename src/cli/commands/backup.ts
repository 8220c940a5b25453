import { resolve } from "node:path";
import { restore } from "../../app/app.js";
import { messages, violationSentence } from "../../messages/index.js";
import { printable } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";
import { settingsOf } from "../run-settings.js";
import { makeIo } from "../ui/io.js";

/** `catat backup <file>`. Exit status 1 where the backup has the faults that `catat check` would find. */
export async function backupCommand(context: Context, file: string, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const path = resolve(file);
    const { reports, recordings, violations } = await app.backup(path);
    const faults = violations.map((v) => ({ ...v, message: printable(violationSentence(io.messages, v)) }));
    if (options.json) io.json({ output: path, reports, recordings, violations: faults });
    else io.out(io.messages.cli.backedUp(printable(path), reports, recordings));
    if (faults.length === 0) return 0;
    for (const line of [io.messages.cli.notAsItShould(faults.length), ...faults.map((f) => `  ${f.message}`)])
      io.err(line);
    return 1;
  });
}

export interface RestoreOptions extends Options {
  force?: boolean;
}

/** `catat restore <file>`: works on a data folder that nobody, itself included, has open. */
export async function restoreCommand(context: Context, file: string, options: RestoreOptions): Promise<number> {
  const { dataDir, language } = settingsOf(context, options, {});
  const io = makeIo(messages[language], options.verbose ?? false);
  const { reports, recordings } = await restore(resolve(file), dataDir, options.force ?? false);
  if (options.json) io.json({ dataDir, reports, recordings });
  else io.out(io.messages.cli.restored(printable(dataDir), reports, recordings));
  return 0;
}
