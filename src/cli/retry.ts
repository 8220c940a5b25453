import type { App } from "../app.js";
import { Failure } from "../domain/failure.js";
import type { Recording } from "../domain/recording.js";
import { isSettled, type Report } from "../domain/report.js";
import { removedOf } from "../pipeline/removed.js";
import type { ReportView } from "../pipeline/report-view.js";
import { type Context, type Options, withApp } from "./context.js";
import { type Io, say } from "./io.js";
import { reportOrRecording } from "./numbers.js";
import { reportDocument } from "./report-file.js";
import { continueReport } from "./resume.js";
import { requireReport } from "./run-report.js";
import { unfinished } from "./unfinished.js";

export interface RetryOptions extends Options {
  again?: boolean;
}

/**
 * `catat retry <report|recording>`: tries what failed again, and writes the report's file anew; a seller's goes on in the bot.
 * With `--again`, what succeeded is heard once more, too.
 */
export async function retryCommand(context: Context, what: string, options: RetryOptions): Promise<number> {
  const { report: id, position } = reportOrRecording(what);
  const again = options.again ?? false;
  const report = await withApp(context, options, {}, async (app, io) => {
    app.requireRecordings();
    app.sweep();
    const view = await requireReport(app, id);
    if (position !== undefined && !view.recordings.some((r) => r.recording.position === position)) {
      throw new Failure("recording_not_found", { recording: what });
    }
    if (!isSettled(view.report.status)) throw unfinished(view.report);
    if (view.report.owner !== null) refuseEngines(view.report, options);
    const count = await app.store.retry(id, position, again);
    if (count === 0)
      throw (await removedOf(app.store, view.report, position, again)) ?? new Failure("nothing_to_retry", { what });
    io.err(io.messages.cli.retrying(count));
    const kept = again ? triable(view, position).length - count : 0;
    if (kept > 0) io.err(io.messages.cli.keepsHeard(kept));
    const now = await requireReport(app, id);
    if (now.report.owner !== null) await leaveToBot(io, app, now, options);
    return now.report;
  });
  return report.owner === null ? continueReport(context, report, options) : 0;
}

/** The recordings of a settled report that `--again` is meant for. */
function triable({ recordings }: ReportView, position?: number): Recording[] {
  return recordings
    .map(({ recording }) => recording)
    .filter((r) => r.duplicateOf === null && (position === undefined || r.position === position));
}

/** The service's worker works on a seller's report: engines that are named here would be passed over in silence. */
function refuseEngines({ id }: Report, { extractor, whisperModel, extractionModel, delimiter }: Options): void {
  if (extractor ?? whisperModel ?? extractionModel ?? delimiter)
    throw new Failure("engines_of_service", { report: String(id) });
}

/** What a script gets is what it gets of its own report, as far as that has come. */
async function leaveToBot(io: Io, app: App, view: ReportView, { json }: Options): Promise<void> {
  io.err(say(io, unfinished(view.report)));
  if (json) io.json({ ...(await reportDocument(io, app.store, view)), output: null, score: null });
}
