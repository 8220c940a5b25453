import type { Recording } from "../../domain/recording.js";
import { flaggedCells } from "../../domain/row.js";
import { type Messages, sellerFault } from "../../messages/index.js";
import type { RecordingView, ReportView } from "../../reports/view.js";
import { shown } from "../../util/printable.js";
import { localTime, type TimeZone } from "./calendar.js";
import { escaped, visibleLength } from "./html.js";

export interface Moment {
  now: number;
  timeZone?: TimeZone;
}

/** How many characters a line may give to a name and to a reason, the widest first. */
const widths = [
  { name: 64, reason: 160 },
  { name: 40, reason: 80 },
  { name: 24, reason: 48 },
];

/** A line a recording, as wide as all of them fit `room`; the narrowest where none fits. */
export function recordingLines(messages: Messages, view: ReportView, moment: Moment, room: number): string[] {
  const rendered = widths.map((width) => view.recordings.map((r) => recordingLine(messages, r, moment, width)));
  return rendered.find((lines) => visibleLength(lines.join("\n")) < room) ?? (rendered.at(-1) as string[]);
}

/** "3. Pesan suara 14:05 – ✅ 2 baris", as HTML. */
function recordingLine(
  messages: Messages,
  view: RecordingView,
  moment: Moment,
  width: (typeof widths)[number],
): string {
  const { position, name } = view.recording;
  const became = shown(outcomeText(messages, view, moment), width.reason);
  return escaped(`${position}. ${shown(name, width.name)} – ${became}`);
}

/** What a recording is at, or what became of it, in a few words with a sign. */
export function outcomeText(messages: Messages, { recording, rows, outcome }: RecordingView, moment: Moment): string {
  const { report } = messages.bot;
  switch (outcome) {
    case "rows":
      return `✅ ${report.rows(rows.length)}${doubt(messages, flaggedCells(rows))}`;
    case "empty":
      return `⚠️ ${report.empty}`;
    case "silent":
      return `🔇 ${report.silent}`;
    case "duplicate":
      return `🔁 ${report.duplicateOf(recording.duplicateOf as number)}`;
    case null:
      return recording.status === "FAILED" ? failedText(messages, recording) : underWay(messages, recording, moment);
  }
}

function doubt({ bot }: Messages, cells: number): string {
  return cells > 0 ? `, ❓ ${bot.report.toCheck(cells)}` : "";
}

function failedText(messages: Messages, { failure }: Recording): string {
  return `❌ ${failure ? sellerFault(messages, failure).why : messages.bot.report.failed}`;
}

function underWay({ bot: { report } }: Messages, recording: Recording, { now, timeZone }: Moment): string {
  const { status, stage, attempts, runAt, failure } = recording;
  if (status === "RUNNING") return `⏳ ${stage ? report.stages[stage] : report.running}`;
  if (failure?.code === "disk_full") return `⏸ ${report.waitsForRoom}`;
  if (status === "FETCHING") return failure ? report.fetchedLater : `⏳ ${report.fetching}`;
  if (attempts === 0) return report.queued;
  return runAt > now ? report.retriedAt(attempts + 1, localTime(runAt, timeZone)) : report.waitsAgain(attempts + 1);
}
