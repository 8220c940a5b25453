import type { App } from "../app.js";
import { Failure } from "../domain/failure.js";
import { isSettled } from "../domain/report.js";
import { removedOf } from "../pipeline/removed.js";
import type { ReportView } from "../pipeline/report-view.js";
import { type Context, type Options, withApp } from "./context.js";
import { type Io, say } from "./io.js";
import { reportOrRecording } from "./numbers.js";
import { reportDocument } from "./report-file.js";
import { continueReport } from "./resume.js";
import { requireReport } from "./run-report.js";
import { unfinished } from "./unfinished.js";

/** `catat retry <report|recording>`: tries what failed again, and writes the report's file anew; a seller's goes on in the bot. */
export async function retryCommand(context: Context, what: string, options: Options): Promise<number> {
  const { report: id, position } = reportOrRecording(what);
  const report = await withApp(context, options, {}, async (app, io) => {
    const view = await requireReport(app, id);
    if (position !== undefined && !view.recordings.some((r) => r.recording.position === position)) {
      throw new Failure("recording_not_found", { recording: what });
    }
    if (!isSettled(view.report.status)) throw unfinished(view.report);
    const count = await app.store.retry(id, position);
    if (count === 0)
      throw (await removedOf(app.store, view.report, position)) ?? new Failure("nothing_to_retry", { what });
    io.err(io.messages.cli.retrying(count));
    const again = await requireReport(app, id);
    if (again.report.owner !== null) await leaveToBot(io, app, again, options);
    return again.report;
  });
  return report.owner === null ? continueReport(context, report, options) : 0;
}

/** What a script gets is what it gets of its own report, as far as that has come. */
async function leaveToBot(io: Io, app: App, view: ReportView, { json }: Options): Promise<void> {
  io.err(say(io, unfinished(view.report)));
  if (json) io.json({ ...(await reportDocument(io, app.store, view)), output: null, score: null });
}
