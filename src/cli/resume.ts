import type { App } from "../app.js";
import { Failure } from "../domain/failure.js";
import { isSettled, isUnderWay, type Report } from "../domain/report.js";
import { type Context, type Options, withApp } from "./context.js";
import { reportNumber } from "./numbers.js";
import type { Format } from "./report-file.js";
import { requireReport, runReport, stoppedExit } from "./run-report.js";
import { unfinished } from "./unfinished.js";

/** `catat resume [report]`: goes on with one report, or with every unfinished one, as each was started. Gives the worst exit status. */
export async function resumeCommand(context: Context, report: string | undefined, options: Options): Promise<number> {
  const unfinished = await withApp(context, options, {}, async (app, io) => {
    const found =
      report === undefined ? await unfinishedOf(app) : [(await requireReport(app, reportNumber(report))).report];
    if (found.length === 0) io.err(io.messages.cli.nothingToResume);
    return found;
  });
  let exit = 0;
  for (const one of unfinished) {
    const code = await continueReport(context, one, options);
    if (code === stoppedExit) return code;
    exit = worse(exit, code);
  }
  return exit;
}

/** Works on a report with the settings it was started with, and writes its file where that was asked for. */
export function continueReport(context: Context, report: Report, options: Options): Promise<number> {
  // Its file, which may lie where it was written, must not become an empty one.
  if (report.removedAt !== null) throw new Failure("report_removed", { report: String(report.id) });
  // Where its recordings come from, only the bot can fetch them.
  if (report.owner !== null) throw unfinished(report);
  const { output = "report.csv", format = "csv", ...settings } = report.settings;
  return withApp(context, options, settings, async (app, io) => {
    if (!isSettled(report.status)) {
      if (app.settings.demo) io.err(io.messages.cli.demoModels);
      io.err(io.messages.cli.loading);
      await app.ready(context.signal);
    }
    const run = { path: output, format: format as Format, json: options.json ?? false, expected: null };
    return runReport(io, app, report.id, run, context.signal);
  });
}

/** A seller's report goes on in the bot. */
async function unfinishedOf(app: App): Promise<Report[]> {
  const reports = await app.store.reports();
  return reports.filter((r) => r.owner === null && isUnderWay(r)).reverse();
}

/** 1 (none) is worse than 2 (some) is worse than 0 (all). */
function worse(a: number, b: number): number {
  return a === 1 || b === 1 ? 1 : Math.max(a, b);
}
