import { resolve } from "node:path";
import type { App } from "../../app/app.js";
import { Failure } from "../../domain/failure.js";
import { isSettled, isUnderWay, type Report } from "../../domain/report.js";
import { type Context, type Options, withApp } from "../context.js";
import { reportNumber } from "../input/numbers.js";
import { formats } from "../report-file.js";
import { requireReport, runReport, stoppedExit } from "../run-report.js";
import type { Io } from "../ui/io.js";
import { unfinished } from "../unfinished.js";

/** `catat resume [report]`: goes on with one report, or with every unfinished one, as each was started. Gives the worst exit status. */
export async function resumeCommand(context: Context, report: string | undefined, options: Options): Promise<number> {
  const unfinished = await withApp(context, options, {}, async (app, io) => {
    app.sweep();
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

/**
 * Works on a report with the settings it was started with, and writes its file where this box was asked to, else here.
 * `begin` gives it work, once all that is needed for that is there.
 */
export function continueReport(
  context: Context,
  report: Report,
  options: Options,
  begin?: (app: App, io: Io) => Promise<void>,
): Promise<number> {
  // Its file, which may lie where it was written, must not become an empty one.
  if (report.removedAt !== null) throw new Failure("report_removed", { report: String(report.id) });
  // Where its recordings come from, only the bot can fetch them.
  if (report.owner !== null) throw unfinished(report);
  const format = formats.find((known) => known === report.settings.format) ?? "csv";
  return withApp(context, options, report.settings, async (app, io) => {
    if (begin || !isSettled(report.status)) {
      if (app.settings.demo) io.err(io.messages.cli.demoModels);
      io.err(io.messages.cli.loading);
      await app.ready(context.signal);
      await begin?.(app, io);
      if (options.whisperModel) await hearAnew(io, app, report.id);
    }
    const path = (await app.store.output(report.id)) ?? resolve(`report-${report.id}.${format}`);
    const run = { path, format, json: options.json ?? false, expected: null };
    return runReport(io, app, report.id, run, context.signal);
  });
}

/** A model that is named is to hear what waits, also where another one has heard it before. */
async function hearAnew(io: Io, app: App, reportId: number): Promise<void> {
  const kept = await app.store.hearAnew(reportId);
  if (kept > 0) io.err(io.messages.cli.keepsHeard(kept));
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
