import type { Transcript } from "../../domain/transcript.js";
import type { Messages } from "../../messages/index.js";
import type { RecordingView, ReportView } from "../../reports/view.js";
import { oneLine, shorten, shown } from "../../util/printable.js";
import { failureAdvice } from "./delivery.js";
import { type Heading, titleLine } from "./head.js";
import { type Button, bold, escaped, linesWithin, messageLimit, paragraphs, type Text, visibleLength } from "./html.js";
import { button } from "./keyboards.js";
import { cellText } from "./preview.js";
import { type Moment, outcomeText, recordingLines } from "./recording-line.js";

const pageSize = 8;
const buttonsInRow = 4;

/** A page of a report's recordings, each with a button that shows what is in it. A page that is not there is the nearest. */
export function detailsText(messages: Messages, view: ReportView, page: number, facts: Moment & Heading): Text {
  const pages = Math.max(1, Math.ceil(view.recordings.length / pageSize));
  const at = Math.min(page, pages - 1);
  const recordings = view.recordings.slice(at * pageSize, (at + 1) * pageSize);
  const lines = recordingLines(messages, { ...view, recordings }, facts, messageLimit);
  const html = paragraphs(titleLine(messages, view, facts), lines, escaped(messages.bot.report.pickRecording));
  return { html, buttons: [...numberButtons(view, recordings), ...turnButtons(messages, view, at, pages)] };
}

function numberButtons({ report }: ReportView, recordings: readonly RecordingView[]): Button[][] {
  const buttons = recordings.map(({ recording: { position } }) =>
    button(String(position), { name: "recording", report: report.id, position }),
  );
  return [buttons.slice(0, buttonsInRow), buttons.slice(buttonsInRow)].filter((row) => row.length > 0);
}

function turnButtons({ bot }: Messages, { report }: ReportView, page: number, pages: number): Button[][] {
  const to = (label: string, page: number) => button(label, { name: "page", report: report.id, page });
  const row = [
    ...(page > 0 ? [to(bot.buttons.previous, page - 1)] : []),
    ...(page < pages - 1 ? [to(bot.buttons.next, page + 1)] : []),
  ];
  return row.length > 0 ? [row] : [];
}

/** Characters that the rows of one recording may take before its transcript. */
const rowsRoom = 2000;

/** What is in one recording: what became of it, its rows, what was heard. Null where the report has no such recording. */
export function recordingText(
  messages: Messages,
  view: ReportView,
  position: number,
  transcript: Transcript | null,
  facts: Moment & Heading,
): Text | null {
  const found = view.recordings.find((r) => r.recording.position === position);
  if (!found) return null;
  const head = [
    titleLine(messages, view, facts),
    bold(`${position}. ${shown(found.recording.name, 200)}`),
    ...stateLines(messages, found, facts).map(escaped),
  ];
  const rows = rowLines(messages, view, found);
  const room = messageLimit - visibleLength(paragraphs(head, rows)) - 2;
  const page = Math.floor((position - 1) / pageSize);
  const back = button(messages.bot.buttons.back, { name: "page", report: view.report.id, page });
  return { html: paragraphs(head, rows, heard(messages, transcript, room)), buttons: [[back]] };
}

function stateLines(messages: Messages, view: RecordingView, moment: Moment): string[] {
  const { status, droppedRows } = view.recording;
  if (status === "FAILED") return [`❌ ${failureAdvice(messages, view)}`];
  const became = outcomeText(messages, view, moment);
  return droppedRows > 0 ? [became, `⚠️ ${messages.bot.report.dropped(droppedRows)}`] : [became];
}

/** Each row as a line of its fields, the headings left to the report. */
function rowLines(messages: Messages, { report }: ReportView, { rows }: RecordingView): string[] {
  if (rows.length === 0) return [];
  const texts = messages.bot.report;
  const lines = rows.map((row) => {
    const cells = report.template.fields.map((field) => cellText(messages, row, field));
    return escaped(`• ${shorten(cells.join(" · "), 400)}`);
  });
  return [escaped(texts.found), ...linesWithin(lines, rowsRoom, texts.moreRows)];
}

function heard({ bot }: Messages, transcript: Transcript | null, room: number): string[] {
  const text = oneLine(transcript?.text ?? "");
  if (text === "") return transcript ? [escaped(bot.report.nothingHeard)] : [];
  const title = escaped(bot.report.heard);
  return [title, `<blockquote>${escaped(shorten(text, room - title.length - 1))}</blockquote>`];
}
