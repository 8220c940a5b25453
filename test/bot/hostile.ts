import fc from "fast-check";
import type { Stage } from "../../src/domain/recording.js";
import type { RecordingStatus } from "../../src/domain/recording-status.js";
import type { ReportStatus } from "../../src/domain/report.js";
import type { Row } from "../../src/domain/row.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { RecordingView } from "../../src/reports/view.js";
import { everyFailure } from "./every-failure.js";
import { begun, recording, reportView, row } from "./report.js";

type Flags = Row["flags"];

/** Texts that somebody means harm with, or that are only long. */
export const hostileText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 250 }),
  fc.string({ unit: "grapheme", maxLength: 250 }),
  fc
    .constantFrom("<", "&", "&amp;", "</pre>", "<b>x</b>", '"', "\u202Etxt.exe", "\r\n", "e\u0301", "👩‍👩‍👧", "字")
    .chain((piece) => fc.integer({ min: 1, max: 200 }).map((times) => piece.repeat(times))),
  fc.constant(`a${"\u0301".repeat(5000)}`),
  fc.constant("👩‍".repeat(2000)),
  fc.constant("\uD800"),
);

const amount = fc.oneof(fc.double({ noNaN: true }), fc.integer());
const cell = fc.oneof(fc.constant(null), hostileText, amount, fc.boolean());
const flags = fc.constantFrom<Flags>({}, { nama: "unheard" }, { alamat: "unheard", jumlah_minuman: "unheard" });
const stored = fc.tuple(hostileText, amount, fc.nat()).map(([text, number, pick]) => {
  const all = everyFailure(text, number);
  return all[pick % all.length] as (typeof all)[number];
});

const recordingView = fc.record({
  name: hostileText,
  status: fc.constantFrom<RecordingStatus>("FETCHING", "QUEUED", "RUNNING", "SUCCEEDED", "FAILED"),
  stage: fc.constantFrom<Stage | null>("converting", "transcribing", "extracting", null),
  outcome: fc.constantFrom<RecordingView["outcome"]>("rows", "empty", "silent", "duplicate"),
  failure: fc.option(stored),
  attempts: fc.integer({ min: 0, max: 9 }),
  later: fc.boolean(),
  rows: fc.array(fc.tuple(cell, cell, cell, flags), { maxLength: 12 }),
});

/** A report of up to 40 recordings, with hostile names, cells and facts. */
export const hostileReport = fc
  .record({
    status: fc.constantFrom<ReportStatus>(
      "OPEN",
      "PROCESSING",
      "COMPLETED",
      "PARTIALLY_COMPLETED",
      "FAILED",
      "CANCELLED",
    ),
    recordings: fc.array(recordingView, { maxLength: 40, size: "max" }),
    heading: hostileText,
  })
  .map(({ status, recordings, heading }) => {
    const views = recordings.map(({ rows, outcome, later, ...given }, i): RecordingView => {
      const succeeded = given.status === "SUCCEEDED";
      const runAt = begun + (later ? 1e9 : 0);
      return {
        recording: recording(i + 1, {
          ...given,
          runAt,
          duplicateOf: outcome === "duplicate" ? 1 : null,
          droppedRows: i,
        }),
        rows:
          succeeded && outcome === "rows"
            ? rows.map(([nama, alamat, jumlah, flags]) => ({ ...row(nama, alamat, jumlah), flags }))
            : [],
        outcome: succeeded ? outcome : null,
      };
    });
    const fields = drinks.fields.map((field, i) => (i === 1 ? { ...field, heading } : field));
    return reportView(status, views, { template: { ...drinks, fields } });
  });
