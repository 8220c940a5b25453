import type { Outcome, Recording } from "../domain/recording.js";
import type { Counts, Report } from "../domain/report.js";
import { type Flag, flaggedCells, flags, type Row } from "../domain/row.js";
import type { JobStore } from "../ports/index.js";

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

/** For each reason to look at cells: how many there are, and in which recordings. */
export function doubtsOf(view: ReportView): { flag: Flag; cells: number; recordings: Recording[] }[] {
  return flags.flatMap((flag) => {
    const doubtful = view.recordings.filter((r) => flaggedCells(r.rows, flag) > 0);
    const cells = flaggedCells(rowsOf(view), flag);
    return cells > 0 ? [{ flag, cells, recordings: doubtful.map((r) => r.recording) }] : [];
  });
}

export function rowsOf(view: ReportView): Row[] {
  return view.recordings.flatMap((r) => r.rows);
}
