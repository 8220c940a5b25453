import type { StoredFailure } from "../../domain/failure.js";
import type { RecordingView, ReportView } from "../../reports/view.js";
import { printable } from "../../util/printable.js";
import { type Io, say } from "./io.js";

/** What became of a recording, in a few words; its failure in a sentence. */
export function outcomeText(io: Io, view: ReportView, { recording, rows, outcome }: RecordingView): string {
  const { cli, recordingStatuses, stages } = io.messages;
  if (recording.status === "FAILED") return recording.failure ? say(io, recording.failure) : cli.failed;
  if (recording.status === "RUNNING" && recording.stage) return stages[recording.stage];
  if (outcome === null) return recordingStatuses[recording.status];
  if (outcome === "duplicate")
    return cli.duplicateOf(recording.duplicateOf as number, nameAt(view, recording.duplicateOf));
  const found = outcome === "rows" ? cli.rows(rows.length) : outcome === "empty" ? cli.noRecords : cli.nothingHeard;
  return recording.droppedRows > 0 ? `${found}; ${cli.dropped(recording.droppedRows)}` : found;
}

/** A recording's failure in a sentence that names it, as most do by themselves. */
export function failureText(io: Io, name: string, failure: StoredFailure): string {
  const text = say(io, failure);
  return text.includes(printable(name)) ? text : `${printable(name)}: ${text}`;
}

function nameAt(view: ReportView, position: number | null): string {
  return printable(view.recordings.find((r) => r.recording.position === position)?.recording.name ?? "");
}
