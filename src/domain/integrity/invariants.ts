import { isFinal } from "../recording.js";
import type { RecordingStatus } from "../recording-status.js";
import { type ReportStatus, settledStatus } from "../report.js";
import type { Violation, ViolationCode, ViolationFacts } from "./violation.js";

/** What is looked at: the store at one moment, the files beside it, and which workers have ended. */
export interface Snapshot {
  reports: readonly { id: number; status: ReportStatus; revision: number; hasOwner: boolean }[];
  recordings: readonly SeenRecording[];
  deliveries: readonly { report: number; revision: number }[];
  /** Names in the recordings' folder. */
  files: readonly string[];
  goneWorkers: ReadonlySet<string>;
}

export interface SeenRecording {
  id: number;
  report: number;
  position: number;
  status: RecordingStatus;
  duplicateOf: number | null;
  failure: string | null;
  rows: number;
  file: string | null;
  worker: string | null;
}

/** Every violation of what always holds, whatever stopped at whatever moment. */
export function violations(snapshot: Snapshot): Violation[] {
  const recordings = grouped(snapshot.recordings);
  const deliveries = grouped(snapshot.deliveries);
  return [
    ...snapshot.reports.flatMap((report) => [
      ...ofReport(report, recordings.get(report.id) ?? []),
      ...ofDeliveries(report, deliveries.get(report.id) ?? []),
    ]),
    ...snapshot.recordings.flatMap((r) => ofRecording(r, snapshot.goneWorkers)),
    ...ofFiles(snapshot),
  ];
}

type SeenReport = Snapshot["reports"][number];

/** A report's status follows from its recordings, and those of one that has ended have ended, too. */
function ofReport({ id, status }: SeenReport, recordings: readonly SeenRecording[]): Violation[] {
  const fates = recordings.flatMap((r) => ofFate(r, recordings));
  if (status === "OPEN") return fates;
  const unfinished = recordings.filter((r) => !isFinal(r));
  if (status !== "PROCESSING" && unfinished.length > 0)
    return [...fates, ...unfinished.map((r) => violation("recording_unfinished", { ...placeOf(r), status: r.status }))];
  const due = settledStatus(recordings) ?? "PROCESSING";
  const wrong = status !== "CANCELLED" && status !== due;
  return wrong ? [...fates, violation("status_wrong", { report: id, status, due })] : fates;
}

/** FAILED says why; a duplicate names a recording that is none itself. */
function ofFate(r: SeenRecording, all: readonly SeenRecording[]): Violation[] {
  if (r.status === "FAILED" && r.failure === null) return [violation("failure_unnamed", placeOf(r))];
  if (r.duplicateOf === null) return [];
  const same = all.find((other) => other.position === r.duplicateOf);
  const named = same !== undefined && same !== r && same.duplicateOf === null;
  return named && r.status === "SUCCEEDED" ? [] : [violation("duplicate_unnamed", placeOf(r))];
}

/** Each revision of a report that has an owner has its delivery, sent or due, and there is no other. */
function ofDeliveries(report: SeenReport, deliveries: readonly { revision: number }[]): Violation[] {
  const there = deliveries.map((d) => d.revision);
  const due = Array.from({ length: report.hasOwner ? report.revision : 0 }, (_, i) => i + 1);
  const missing = due.filter((revision) => !there.includes(revision));
  const excess = there.filter((revision, i) => !due.includes(revision) || there.indexOf(revision) !== i);
  return [
    ...missing.map((revision) => violation("delivery_missing", { report: report.id, revision })),
    ...excess.map((revision) => violation("delivery_excess", { report: report.id, revision })),
  ];
}

function ofRecording(r: SeenRecording, goneWorkers: ReadonlySet<string>): Violation[] {
  const misplaced = r.rows > 0 && (r.status !== "SUCCEEDED" || r.duplicateOf !== null);
  const outlived = r.worker !== null && goneWorkers.has(r.worker);
  return [
    ...(misplaced ? [violation("rows_misplaced", { ...placeOf(r), status: r.status })] : []),
    ...(outlived ? [violation("lease_outlived", placeOf(r))] : []),
  ];
}

/**
 * Every file that is named is there, but for one whose loss is told of or that is being fetched again; every file that is there is
 * named, but for one whose recording is FETCHING: it may be named in a moment.
 */
function ofFiles({ recordings, files }: Snapshot): Violation[] {
  const there = new Set(files);
  const lost = recordings.filter(
    (r) => r.file !== null && !there.has(r.file) && r.failure !== "file_not_found" && r.status !== "FETCHING",
  );
  const named = new Set(recordings.map((r) => r.file));
  const fetching = new Set(recordings.filter((r) => r.status === "FETCHING").map((r) => r.id));
  const unnamed = files.filter((file) => !named.has(file) && !fetching.has(Number.parseInt(file, 10)));
  return [
    ...lost.map((r) => violation("file_missing", { ...placeOf(r), file: r.file as string })),
    ...unnamed.map((file) => violation("file_unnamed", { file })),
  ];
}

function placeOf({ report, position }: SeenRecording): { report: number; recording: number } {
  return { report, recording: position };
}

function violation<C extends ViolationCode>(code: C, facts: ViolationFacts[C]): Violation {
  return { code, facts } as Violation;
}

function grouped<T extends { report: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(item.report);
    if (group) group.push(item);
    else groups.set(item.report, [item]);
  }
  return groups;
}
