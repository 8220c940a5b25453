import type { RecordingStatus } from "../recording-status.js";
import type { ReportStatus } from "../report.js";

/** What must never be so, with what shows it. `recording` is a position. */
export interface ViolationFacts {
  recording_unfinished: { report: number; recording: number; status: RecordingStatus };
  failure_unnamed: { report: number; recording: number };
  duplicate_unnamed: { report: number; recording: number };
  status_wrong: { report: number; status: ReportStatus; due: ReportStatus };
  rows_misplaced: { report: number; recording: number; status: RecordingStatus };
  delivery_missing: { report: number; revision: number };
  delivery_excess: { report: number; revision: number };
  lease_outlived: { report: number; recording: number };
  file_missing: { report: number; recording: number; file: string };
  file_unnamed: { file: string };
  folder_away: { path: string };
  // what SQLite finds
  database_damaged: { reason: string };
  reference_broken: { table: string; row: number };
}

export type ViolationCode = keyof ViolationFacts;
export type Violation = { [C in ViolationCode]: { code: C; facts: ViolationFacts[C] } }[ViolationCode];
