import type { App } from "../../app/app.js";
import { Failure } from "../../domain/failure.js";
import { isSettled } from "../../domain/report.js";
import { countsOf, type ReportView } from "../../reports/view.js";
import { printable } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";
import { reportNumber } from "../input/numbers.js";
import { reportDocument } from "../report-file.js";
import { printFailures, printRows, requireReport } from "../run-report.js";
import { type Io, say } from "../ui/io.js";
import { outcomeText } from "../ui/outcome.js";
import { table } from "../ui/table.js";
import { unfinished } from "../unfinished.js";

/** `catat show <report>`: its recordings and what became of each, what was heard, its rows. */
export async function showCommand(context: Context, report: string, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const view = await requireReport(app, reportNumber(report));
    if (options.json) io.json(await reportDocument(io, app.store, view));
    else await print(io, app, view);
    return 0;
  });
}

async function print(io: Io, app: App, view: ReportView): Promise<void> {
  if (view.report.removedAt !== null)
    return io.out(say(io, new Failure("report_removed", { report: String(view.report.id) })));
  io.out(io.messages.cli.summary(view.report.id, view.report.status, countsOf(view)));
  io.out(recordingTable(io, view));
  for (const { recording } of view.recordings) {
    const transcript = await app.store.transcript(recording.id);
    if (!transcript?.text) continue;
    io.out(`${view.report.id}.${recording.position} ${printable(recording.name)}: ${printable(transcript.text)}`);
  }
  printRows(io, view);
  printFailures(io, view);
  if (!isSettled(view.report.status)) io.out(say(io, unfinished(view.report)));
}

function recordingTable(io: Io, view: ReportView): string {
  const { recordingColumns: c, failed } = io.messages.cli;
  return table(
    [c.number, c.name, c.seconds, c.note],
    view.recordings.map((r) => {
      const { position, name, seconds, status } = r.recording;
      const length = seconds === null ? null : `${Math.round(seconds)} s`;
      return [`${view.report.id}.${position}`, name, length, status === "FAILED" ? failed : outcomeText(io, view, r)];
    }),
  );
}
