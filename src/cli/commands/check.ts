import { violationSentence } from "../../messages/index.js";
import { printable } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";

/** `catat check`: whether the database is whole, and agrees with itself and the files. Exit status 1 where it does not. */
export async function checkCommand(context: Context, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const reports = (await app.store.reports()).length;
    const found = await app.check();
    const violations = found.map((v) => ({ ...v, message: printable(violationSentence(io.messages, v)) }));
    const ok = found.length === 0;
    if (options.json) io.json({ ok, reports, violations });
    else if (ok) io.out(io.messages.cli.checked(reports));
    else for (const line of [io.messages.cli.notAsItShould(found.length), ...violations.map(bullet)]) io.out(line);
    return ok ? 0 : 1;
  });
}

function bullet({ message }: { message: string }): string {
  return `  ${message}`;
}
