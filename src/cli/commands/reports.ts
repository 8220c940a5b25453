import { countsOf, type ReportView } from "../../reports/view.js";
import { type Context, type Options, withApp } from "../context.js";
import { requireReport } from "../run-report.js";
import type { Io } from "../ui/io.js";
import { table } from "../ui/table.js";

/** `catat reports`: every report, newest first. */
export async function reportsCommand(context: Context, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const reports = await app.store.reports();
    const views = await Promise.all(reports.map((r) => requireReport(app, r.id)));
    if (options.json) io.json(views.map(summary));
    else if (views.length === 0) io.out(io.messages.cli.noReports);
    else io.out(reportTable(io, views));
    return 0;
  });
}

function summary(view: ReportView) {
  const { id, status, createdAt, removedAt } = view.report;
  const times = { createdAt: new Date(createdAt).toISOString(), removed: removedAt !== null };
  return { report: id, status, ...times, ...countsOf(view) };
}

function reportTable(io: Io, views: readonly ReportView[]): string {
  const { columns } = io.messages.cli;
  return table(
    [columns.report, columns.status, columns.recordings, columns.rows, columns.created],
    views.map((view) => {
      const { recordings, rows } = countsOf(view);
      const { id, status, createdAt, removedAt } = view.report;
      const found = removedAt === null ? rows : io.messages.cli.removed;
      return [id, io.messages.statuses[status], recordings, found, localTime(createdAt)];
    }),
  );
}

/** "2026-11-23 14:05" in the box's time zone. */
function localTime(ms: number): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  const t = new Date(ms);
  return `${t.getFullYear()}-${pad(t.getMonth() + 1)}-${pad(t.getDate())} ${pad(t.getHours())}:${pad(t.getMinutes())}`;
}
