import { Failure, type FailureCode, type FailureFacts, type StoredFailure } from "../../src/domain/failure.js";
import type { Recording } from "../../src/domain/recording.js";
import type { Report } from "../../src/domain/report.js";
import type { Row, Value } from "../../src/domain/row.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { RecordingView, ReportView } from "../../src/reports/view.js";

/** 22 November 2026, 14:05 in Jakarta. */
export const begun = Date.UTC(2026, 10, 22, 7, 5);
export const timeZone = "Asia/Jakarta";

export function recording(position: number, given: Partial<Recording> = {}): Recording {
  return {
    id: 100 + position,
    reportId: 7,
    position,
    name: `Pesan suara 14:0${position}`,
    source: "",
    file: null,
    bytes: null,
    sha256: null,
    status: "QUEUED",
    stage: null,
    duplicateOf: null,
    attempts: 0,
    runAt: begun,
    failure: null,
    seconds: null,
    timings: {},
    silent: null,
    droppedRows: 0,
    receivedAt: begun,
    wantedAt: begun,
    finishedAt: null,
    ...given,
  };
}

export function failure<C extends FailureCode>(code: C, facts: FailureFacts[C]): StoredFailure {
  return new Failure(code, facts).stored;
}

export function row(nama: Value, alamat: Value, jumlah_minuman: Value): Row {
  return { values: { nama, alamat, jumlah_minuman }, evidence: {}, flags: {} };
}

export const waiting = (position: number, given: Partial<Recording> = {}): RecordingView => ({
  recording: recording(position, given),
  rows: [],
  outcome: null,
});

export const withRows = (position: number, ...rows: Row[]): RecordingView => ({
  recording: recording(position, { status: "SUCCEEDED", silent: false }),
  rows,
  outcome: "rows",
});

export const without = (
  position: number,
  outcome: "empty" | "silent" | "duplicate",
  given: Partial<Recording> = {},
): RecordingView => ({ recording: recording(position, { status: "SUCCEEDED", ...given }), rows: [], outcome });

export const failed = (position: number, stored: StoredFailure, given: Partial<Recording> = {}): RecordingView => ({
  recording: recording(position, { status: "FAILED", failure: stored, ...given }),
  rows: [],
  outcome: null,
});

export function reportView(status: Report["status"], recordings: RecordingView[], given: Partial<Report> = {}) {
  const report: Report = {
    id: 7,
    status,
    owner: { user: 1, chat: 1 },
    number: 1,
    template: drinks,
    settings: {},
    createdAt: begun,
    settledAt: null,
    revision: status === "OPEN" || status === "PROCESSING" ? 0 : 1,
    removedAt: null,
    ...given,
  };
  return { report, recordings } satisfies ReportView;
}
