import { describe, expect, it } from "vitest";
import { type SeenRecording, type Snapshot, violations } from "../../src/domain/integrity/invariants.js";
import type { Violation } from "../../src/domain/integrity/violation.js";
import { messages, violationSentence } from "../../src/messages/index.js";

const recording = (position: number, given: Partial<SeenRecording> = {}): SeenRecording => ({
  id: position,
  report: 1,
  position,
  status: "SUCCEEDED",
  duplicateOf: null,
  failure: null,
  rows: 1,
  file: `${position}-aaaaaaaa`,
  worker: null,
  ...given,
});

/** A report of a seller, delivered twice: one recording with a row, one that failed, one that repeats the first. */
function sound(): Snapshot {
  return {
    reports: [{ id: 1, status: "PARTIALLY_COMPLETED", revision: 2, hasOwner: true }],
    recordings: [
      recording(1),
      recording(2, { status: "FAILED", failure: "damaged", rows: 0 }),
      recording(3, { duplicateOf: 1, rows: 0, file: null }),
    ],
    deliveries: [
      { report: 1, revision: 1 },
      { report: 1, revision: 2 },
    ],
    files: ["1-aaaaaaaa", "2-aaaaaaaa"],
    goneWorkers: new Set(),
  };
}

/** The sound snapshot with its recordings changed, by position. */
function withRecordings(changed: Record<number, Partial<SeenRecording>>): Snapshot {
  const snapshot = sound();
  return { ...snapshot, recordings: snapshot.recordings.map((r) => ({ ...r, ...changed[r.position] })) };
}

function withReport(changed: Partial<Snapshot["reports"][number]>): Snapshot {
  const snapshot = sound();
  return { ...snapshot, reports: snapshot.reports.map((r) => ({ ...r, ...changed })) };
}

const [first, second, third] = [1, 2, 3].map((position) => ({ report: 1, recording: position }));

describe("of a sound store nothing is said", () => {
  it.each<[string, Snapshot]>([
    ["when a report has ended", sound()],
    [
      "while one is open",
      {
        ...withRecordings({ 2: { status: "FETCHING", failure: null, file: null } }),
        reports: [{ id: 1, status: "OPEN", revision: 0, hasOwner: true }],
        deliveries: [],
        files: ["1-aaaaaaaa"],
      },
    ],
    [
      "while a retry runs",
      {
        ...withRecordings({ 2: { status: "RUNNING", failure: null, worker: "w" } }),
        reports: [{ id: 1, status: "PROCESSING", revision: 2, hasOwner: true }],
      },
    ],
    ["when one was cancelled", withReport({ status: "CANCELLED" })],
    ["when its sound was removed", { ...withRecordings({ 1: { file: null }, 2: { file: null } }), files: [] }],
    [
      "when the loss of a file is told",
      { ...withRecordings({ 2: { failure: "file_not_found" } }), files: ["1-aaaaaaaa"] },
    ],
    [
      "while a file is about to be named",
      {
        ...sound(),
        recordings: [...sound().recordings, recording(4, { report: 2, status: "FETCHING", rows: 0, file: null })],
        files: [...sound().files, "4-aaaaaaaa"],
      },
    ],
  ])("%s", (_, snapshot) => {
    expect(violations(snapshot)).toEqual([]);
  });
});

describe("a violation is named:", () => {
  it.each<[string, Snapshot, Violation[]]>([
    [
      "an unfinished recording of a report that has ended",
      withRecordings({ 2: { status: "QUEUED" } }),
      [{ code: "recording_unfinished", facts: { ...second, status: "QUEUED" } } as Violation],
    ],
    [
      "a failure without a reason",
      withRecordings({ 2: { failure: null } }),
      [{ code: "failure_unnamed", facts: second } as Violation],
    ],
    [
      "a duplicate of nothing",
      withRecordings({ 3: { duplicateOf: 9 } }),
      [{ code: "duplicate_unnamed", facts: third } as Violation],
    ],
    [
      "a duplicate of itself",
      withRecordings({ 3: { duplicateOf: 3 } }),
      [{ code: "duplicate_unnamed", facts: third } as Violation],
    ],
    [
      "a status that does not follow from the recordings",
      withReport({ status: "COMPLETED" }),
      [{ code: "status_wrong", facts: { report: 1, status: "COMPLETED", due: "PARTIALLY_COMPLETED" } }],
    ],
    [
      "a report that is processed for ever",
      withReport({ status: "PROCESSING" }),
      [{ code: "status_wrong", facts: { report: 1, status: "PROCESSING", due: "PARTIALLY_COMPLETED" } }],
    ],
    [
      "rows of a recording that failed",
      withRecordings({ 2: { rows: 1 } }),
      [{ code: "rows_misplaced", facts: { ...second, status: "FAILED" } } as Violation],
    ],
    [
      "a revision without a delivery",
      { ...sound(), deliveries: [{ report: 1, revision: 1 }] },
      [{ code: "delivery_missing", facts: { report: 1, revision: 2 } }],
    ],
    [
      "a revision with two deliveries",
      { ...sound(), deliveries: [...sound().deliveries, { report: 1, revision: 2 }] },
      [{ code: "delivery_excess", facts: { report: 1, revision: 2 } }],
    ],
    [
      "a delivery of the command line's report",
      { ...withReport({ hasOwner: false, revision: 1 }), deliveries: [{ report: 1, revision: 1 }] },
      [{ code: "delivery_excess", facts: { report: 1, revision: 1 } }],
    ],
    [
      "a lease that outlives its worker",
      {
        ...withRecordings({ 1: { status: "RUNNING", worker: "w", rows: 0 } }),
        reports: [{ id: 1, status: "PROCESSING", revision: 2, hasOwner: true }],
        goneWorkers: new Set(["w"]),
      },
      [{ code: "lease_outlived", facts: first } as Violation],
    ],
    [
      "a row without its file",
      { ...sound(), files: ["2-aaaaaaaa"] },
      [{ code: "file_missing", facts: { ...first, file: "1-aaaaaaaa" } } as Violation],
    ],
    [
      "a file without a row",
      { ...sound(), files: [...sound().files, "3-bbbbbbbb"] },
      [{ code: "file_unnamed", facts: { file: "3-bbbbbbbb" } }],
    ],
  ])("%s", (_, snapshot, expected) => {
    const found = violations(snapshot);
    expect(found).toEqual(expected);
    for (const m of [messages.id, messages.en])
      for (const v of found) expect(violationSentence(m, v)).toMatch(/^\S.{20,}\.$/);
  });
});
