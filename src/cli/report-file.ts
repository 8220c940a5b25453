import type { App } from "../app/app.js";
import type { JobStore } from "../ports/index.js";
import type { Delimiter } from "../reports/export/csv.js";
import { toCsv } from "../reports/export/csv.js";
import { type ReportView, rowsOf } from "../reports/view.js";
import { printableJson } from "../util/printable.js";
import { type Io, say } from "./ui/io.js";

export const formats = ["csv", "json"] as const;
export type Format = (typeof formats)[number];

/** Writes the report's file: the CSV, or the JSON document with what was heard and where. */
export async function writeReport(
  io: Io,
  app: App,
  view: ReportView,
  file: { path: string; format: Format; delimiter: Delimiter },
): Promise<void> {
  const text =
    file.format === "csv"
      ? toCsv(view.report.template, rowsOf(view), file.delimiter)
      : `${printableJson(JSON.stringify(await reportDocument(io, app.store, view), null, 2))}\n`;
  await app.publish(file.path, text);
}

/** The JSON of a report, for scripts: the same whether it is printed or written. */
export async function reportDocument(io: Io, store: JobStore, view: ReportView) {
  const { report } = view;
  return {
    report: report.id,
    status: report.status,
    template: report.template.name,
    fields: report.template.fields.map(({ key, heading, type }) => ({ key, heading, type })),
    createdAt: new Date(report.createdAt).toISOString(),
    settledAt: timeOf(report.settledAt),
    removedAt: timeOf(report.removedAt),
    recordings: await Promise.all(
      view.recordings.map(async ({ recording: r, rows, outcome }) => ({
        number: r.position,
        name: r.name,
        status: r.status,
        outcome,
        duplicateOf: r.duplicateOf,
        seconds: r.seconds,
        sha256: r.sha256,
        attempts: r.attempts,
        milliseconds: r.timings,
        droppedRows: r.droppedRows,
        failure: r.failure && { ...r.failure, message: say(io, r.failure) },
        transcript: await store.transcript(r.id),
        rows,
      })),
    ),
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
