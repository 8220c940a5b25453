import type { RecordingStatus } from "./recording-status.js";
import type { Template } from "./template.js";
import type { Owner } from "./user.js";

/** OPEN: recordings may still be added. PROCESSING: closed, work goes on. The others are final until a retry. */
export type ReportStatus = "OPEN" | "PROCESSING" | "COMPLETED" | "PARTIALLY_COMPLETED" | "FAILED" | "CANCELLED";

export const settledStatuses = ["COMPLETED", "PARTIALLY_COMPLETED", "FAILED"] as const;

export interface Report {
  id: number;
  status: ReportStatus;
  /** Null for the command line's. */
  owner: Owner | null;
  /** Among those that its owner began on the same day, from 1; 0 of the command line's. */
  number: number;
  template: Template;
  /** What it was started with (engines, format), so that `resume` goes on in the same way. It may come from another box. */
  settings: Record<string, string>;
  createdAt: number;
  settledAt: number | null;
  /** Counts how often the report has settled: 1, and one more after each retry. */
  revision: number;
  /** When its transcripts and rows were removed, because they were kept long enough; null while they are there. */
  removedAt: number | null;
}

/** Files in = recordings with rows + without an order + failed + duplicates (+ unfinished). */
export interface Counts {
  recordings: number;
  rows: number;
  empty: number;
  failed: number;
  duplicates: number;
}

/**
 * The status of a closed report, from its recordings: null while one is unfinished.
 * A duplicate is no recording of its own: it shares the fate of the one it repeats.
 */
export function settledStatus(
  recordings: readonly { status: RecordingStatus; duplicateOf: number | null }[],
): (typeof settledStatuses)[number] | null {
  const own = recordings.filter((r) => r.duplicateOf === null);
  const succeeded = own.filter((r) => r.status === "SUCCEEDED").length;
  const failed = own.filter((r) => r.status === "FAILED").length;
  if (succeeded + failed < own.length) return null;
  if (failed === 0 && succeeded > 0) return "COMPLETED";
  return succeeded > 0 ? "PARTIALLY_COMPLETED" : "FAILED";
}

/** Whether recordings may still come or be worked on. */
export function isUnderWay({ status }: { status: ReportStatus }): boolean {
  return status === "OPEN" || status === "PROCESSING";
}

/** Whether what is worked on was settled before, and perhaps delivered: to cancel it is to leave it as it was. */
export function isRetried({ status, revision }: { status: ReportStatus; revision: number }): boolean {
  return status === "PROCESSING" && revision > 0;
}

export function isSettled(status: ReportStatus): boolean {
  return (settledStatuses as readonly ReportStatus[]).includes(status);
}
