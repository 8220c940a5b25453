import { forgetUser } from "../../reports/erase.js";
import { type Context, type Options, withApp } from "../context.js";
import { userNumber } from "../input/numbers.js";

export interface PurgeOptions extends Options {
  user: string;
}

/** `catat purge --user 123`: what the user does with /delete. */
export async function purgeCommand(context: Context, { user: given, ...options }: PurgeOptions): Promise<number> {
  const user = userNumber(given);
  return withApp(context, options, {}, async (app, io) => {
    app.requireRecordings();
    // Sound that a killed process left half-done may be theirs, too.
    app.sweep();
    const { keepDeliveredRows } = app.policy();
    const known = (await app.chats.user(user)) !== null;
    const reports = await forgetUser(app, user, keepDeliveredRows);
    const { purged, nothingToPurge } = io.messages.cli;
    const text = known || reports > 0 ? purged(user, reports, keepDeliveredRows) : nothingToPurge(user);
    if (options.json) io.json({ user, reports, rowsKept: keepDeliveredRows });
    else io.out(text);
    return 0;
  });
}
