import type { Outcome, Recording } from "../domain/recording.js";
import type { Counts, Report } from "../domain/report.js";
import { flaggedCells, type Row } from "../domain/row.js";
import type { JobStore } from "../ports.js";

/** A recording with what was found in it. */
export interface RecordingView {
  recording: Recording;
  rows: Row[];
  outcome: Outcome | null;
}

/** A report with all that is known of it: what is shown, exported and sent is made from this. */
export interface ReportView {
  report: Report;
  recordings: RecordingView[];
}

/** Reads a report whole; null where there is none. */
export async function viewReport(store: JobStore, reportId: number): Promise<ReportView | null> {
  const report = await store.report(reportId);
  if (!report) return null;
  const rows = await store.rows(reportId);
  const recordings = (await store.recordings(reportId)).map((recording) => {
    const own = rows.filter((r) => r.position === recording.position).map((r) => r.row);
    return { recording, rows: own, outcome: outcomeOf(recording, own.length) };
  });
  return { report, recordings };
}

function outcomeOf(recording: Recording, rows: number): Outcome | null {
  if (recording.status !== "SUCCEEDED") return null;
  if (recording.duplicateOf !== null) return "duplicate";
  if (rows > 0) return "rows";
  return recording.silent ? "silent" : "empty";
}

export function countsOf(view: ReportView): Counts {
  const count = (outcome: Outcome) => view.recordings.filter((r) => r.outcome === outcome).length;
  return {
    recordings: view.recordings.length,
    rows: view.recordings.reduce((sum, r) => sum + r.rows.length, 0),
    empty: count("empty") + count("silent"),
    failed: view.recordings.filter((r) => r.recording.status === "FAILED").length,
    duplicates: count("duplicate"),
  };
}

/** How many cells want a look, and in which recordings they are. */
export function doubtsOf(view: ReportView): { cells: number; recordings: Recording[] } {
  const doubtful = view.recordings.filter((r) => flaggedCells(r.rows) > 0);
  return { cells: flaggedCells(rowsOf(view)), recordings: doubtful.map((r) => r.recording) };
}

export function rowsOf(view: ReportView): Row[] {
  return view.recordings.flatMap((r) => r.rows);
}
