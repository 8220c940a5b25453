import type { App } from "../../app/app.js";
import { Failure } from "../../domain/failure.js";
import type { Recording } from "../../domain/recording.js";
import { isSettled, type Report } from "../../domain/report.js";
import { removedOf } from "../../reports/removed.js";
import type { ReportView } from "../../reports/view.js";
import { type Context, type Options, withApp } from "../context.js";
import { reportOrRecording } from "../input/numbers.js";
import { reportDocument } from "../report-file.js";
import { requireReport } from "../run-report.js";
import { type Io, say } from "../ui/io.js";
import { unfinished } from "../unfinished.js";
import { continueReport } from "./resume.js";

export interface RetryOptions extends Options {
  again?: boolean;
}

/**
 * `catat retry <report|recording>`: tries what failed again, and writes the report's file anew; a seller's goes on in the bot.
 * With `--again`, what succeeded is heard once more, too.
 */
export async function retryCommand(context: Context, what: string, options: RetryOptions): Promise<number> {
  const asked = { what, ...reportOrRecording(what), again: options.again ?? false };
  const own = await withApp(context, options, {}, async (app, io) => {
    app.requireRecordings();
    app.sweep();
    const { report } = await requireRetryable(app, asked);
    if (report.owner === null) return report;
    refuseEngines(report, options);
    await retry(app, io, asked);
    await leaveToBot(io, app, await requireReport(app, report.id), options);
    return null;
  });
  // What was found before is given up for nothing less than engines that work.
  return own ? continueReport(context, own, options, (app, io) => retry(app, io, asked)) : 0;
}

interface Asked {
  what: string;
  report: number;
  position?: number;
  again: boolean;
}

/** Throws report_not_found, recording_not_found, why the report cannot be worked on now, or why nothing of it can be tried again. */
async function requireRetryable(app: App, { what, report, position, again }: Asked): Promise<ReportView> {
  const view = await requireReport(app, report);
  const { recording } = view.recordings.find((r) => r.recording.position === position) ?? {};
  if (position !== undefined && !recording) throw new Failure("recording_not_found", { recording: what });
  if (!isSettled(view.report.status)) throw unfinished(view.report);
  if ((await app.store.mayRetry(report, position, again)) > 0) return view;
  const repeats = recording?.duplicateOf ? { repeats: `${report}.${recording.duplicateOf}` } : {};
  throw (
    (await removedOf(app.store, view.report, position, again)) ?? new Failure("nothing_to_retry", { what, ...repeats })
  );
}

async function retry(app: App, io: Io, asked: Asked): Promise<void> {
  app.requireRecordings();
  const view = await requireRetryable(app, asked);
  const { report, position, again } = asked;
  const count = await app.store.retry(report, position, again);
  io.err(io.messages.cli.retrying(count));
  const kept = again ? triable(view, position).length - count : 0;
  if (kept > 0) io.err(io.messages.cli.keepsHeard(kept));
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
