import type { StoredFailure } from "./failure.js";
import type { RecordingStatus } from "./recording-status.js";

/** What a RUNNING recording is at, in this order. */
export const stages = ["converting", "transcribing", "extracting"] as const;
export type Stage = (typeof stages)[number];

/** Milliseconds that each stage took; the measure that estimates are made from. */
export type Timings = Partial<Record<Stage, number>>;

export interface Recording {
  id: number;
  reportId: number;
  /** Place in the report, from 1. */
  position: number;
  /** The name that its sender gave it: never a path or an argument. */
  name: string;
  /** Where its bytes come from until they are ours: a path for the command line, Telegram's file id for the bot. */
  source: string;
  /** Key in the file store, once fetched. */
  file: string | null;
  bytes: number | null;
  sha256: string | null;
  status: RecordingStatus;
  stage: Stage | null;
  /** Position of the recording in the same report that has the same bytes. */
  duplicateOf: number | null;
  attempts: number;
  /** When it may run next, in milliseconds since the epoch. */
  runAt: number;
  failure: StoredFailure | null;
  /** Length in seconds, once probed. */
  seconds: number | null;
  timings: Timings;
  /** Whether nothing was heard in it; null until it is transcribed. */
  silent: boolean | null;
  /** Rows that were dropped because they repeat an example of the prompt. */
  droppedRows: number;
  receivedAt: number;
  /** Since when its bytes are waited for: it came, or is tried again. */
  wantedAt: number;
  finishedAt: number | null;
}

/** What was found in a recording that succeeded. */
export type Outcome = "rows" | "empty" | "silent" | "duplicate";

/** Whether nothing is done with it any more, unless somebody asks for a retry. */
export function isFinal({ status }: { status: RecordingStatus }): boolean {
  return status === "SUCCEEDED" || status === "FAILED";
}

/** Whether its sound was here once, and was removed. Without a transcript it cannot be tried again then. */
export function isSoundRemoved({ file, sha256, duplicateOf }: Recording): boolean {
  return file === null && sha256 !== null && duplicateOf === null;
}
