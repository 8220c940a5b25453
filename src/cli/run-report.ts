import { type App, isStdout } from "../app/app.js";
import { asFailure, Failure } from "../domain/failure.js";
import { isSettled, type ReportStatus } from "../domain/report.js";
import { fetchAll } from "../reports/import.js";
import { countsOf, doubtsOf, type ReportView, rowsOf, viewReport } from "../reports/view.js";
import { printable, shorten } from "../util/printable.js";
import { type Expectation, printScore, scoreOf } from "./input/expected.js";
import { type Format, reportDocument, writeReport } from "./report-file.js";
import { aside, type Io, say } from "./ui/io.js";
import { failureText } from "./ui/outcome.js";
import { withProgress } from "./ui/progress.js";
import { rowTable } from "./ui/table.js";

export interface Run {
  path: string;
  format: Format;
  /** One JSON document on stdout instead of tables. */
  json: boolean;
  expected: Expectation | null;
}

/** 0 all, 2 some, 1 none: what a script learns of a report. 130 when it was stopped, as shells have it after Ctrl-C. */
const exitCodes: Partial<Record<ReportStatus, number>> = { COMPLETED: 0, PARTIALLY_COMPLETED: 2, FAILED: 1 };
export const stoppedExit = 130;

/** Takes a report from where it is to its file, shows it, and gives the exit status. */
export async function runReport(io: Io, app: App, reportId: number, run: Run, signal: AbortSignal): Promise<number> {
  await withProgress(io, app.store, reportId, async () => {
    const fault = await fetchAll(app.store, app.files, reportId, signal);
    await app.work(reportId, signal);
    if (fault) throw fault;
  }).catch((error: unknown) => {
    if (signal.aborted) return;
    io.err(io.messages.cli.stopped(reportId));
    throw error;
  });
  const view = await requireReport(app, reportId);
  const exit = exitCodes[view.report.status];
  if (exit === undefined) {
    io.err(io.messages.cli.stopped(reportId));
    return stoppedExit;
  }
  const shown = (await isStdout(run.path)) ? aside(io) : io;
  return (await conclude(shown, app, view, run)) ? exit : 1;
}

/** Throws report_not_found. */
export async function requireReport(app: App, reportId: number): Promise<ReportView> {
  const view = await viewReport(app.store, reportId);
  if (!view) throw new Failure("report_not_found", { report: String(reportId) });
  return view;
}

/** Shows what came of it. Gives false where the file that is due could not be written. */
async function conclude(io: Io, app: App, view: ReportView, run: Run): Promise<boolean> {
  const due = view.report.status !== "FAILED";
  const written = due && (await isWritten(io, app, view, run));
  const result = run.expected && scoreOf(view, run.expected);
  if (run.json) {
    const document = await reportDocument(io, app.store, view);
    io.json({ ...document, output: written ? run.path : null, score: result?.score ?? null });
    return written === due;
  }
  printRows(io, view);
  printFailures(io, view);
  if (app.settings.demo) io.out(io.messages.cli.demoModels);
  io.out(io.messages.cli.summary(view.report.id, view.report.status, countsOf(view)));
  if (result) printScore(io, view.report.template, result);
  if (written) io.out(io.messages.cli.written(printable(run.path)));
  else if (!due) io.out(io.messages.cli.notWritten);
  return written === due;
}

/** The rows are stored: a full disk or a folder that is not there costs the file alone, which can be written later. */
async function isWritten(io: Io, app: App, view: ReportView, run: Run): Promise<boolean> {
  try {
    await writeReport(io, app, view, { ...run, delimiter: app.settings.delimiter });
    return true;
  } catch (error) {
    io.err(`${io.messages.cli.error}: ${say(io, asFailure(error))}`);
    io.err(io.messages.cli.howToExport(view.report.id));
    return false;
  }
}

/** The rows, and where to look for what is doubtful in them. */
export function printRows(io: Io, view: ReportView): void {
  if (rowsOf(view).length === 0) return;
  io.out(rowTable(view.report.template, rowsOf(view)));
  const doubts = doubtsOf(view).map(({ flag, cells, recordings }) => {
    const names = shorten(recordings.map((r) => printable(r.name)).join(", "), 200);
    return `? = ${io.messages.cli.flags[flag](cells, names)}`;
  });
  if (doubts.length > 0) io.out([...doubts, io.messages.cli.howToCompare(view.report.id)].join("; "));
}

/** What failed and why, and how to try it again. */
export function printFailures(io: Io, view: ReportView): void {
  const failed = view.recordings.flatMap(({ recording }) => (recording.status === "FAILED" ? [recording] : []));
  if (failed.length === 0) return;
  io.out(io.messages.cli.failures);
  for (const { position, name, failure } of failed)
    if (failure) io.out(`  ${view.report.id}.${position}  ${failureText(io, name, failure)}`);
  if (isSettled(view.report.status)) io.out(io.messages.cli.howToRetry(view.report.id));
}
