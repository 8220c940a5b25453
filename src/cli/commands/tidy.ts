import type { RetentionSettings } from "../../config/index.js";
import { type Context, type Options, withApp } from "../context.js";

const dayMs = 24 * 3_600_000;

/** `catat tidy`: what services do by themselves, by the policy in force. */
export async function tidyCommand(context: Context, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const { audioDays, rowsDays } = daysOf(app.policy());
    const { audio, reports } = app.tidy();
    if (options.json) io.json({ audio, reports, keepAudioDays: audioDays, keepRowsDays: rowsDays });
    else io.out(io.messages.cli.tidied({ audio, reports, audioDays, rowsDays }));
    return 0;
  });
}

function daysOf({ audioMs, rowsMs }: RetentionSettings) {
  const days = (ms: number | null) => (ms === null ? null : ms / dayMs);
  return { audioDays: days(audioMs), rowsDays: days(rowsMs) };
}
