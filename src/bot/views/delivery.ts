import { type Messages, sellerFault } from "../../messages/index.js";
import { countsOf, doubtsOf, type RecordingView, type ReportView, rowsOf } from "../../reports/view.js";
import { shorten, shown } from "../../util/printable.js";
import { type Heading, summaryLine, titleLine } from "./head.js";
import {
  type Button,
  captionLimit,
  escaped,
  linesWithin,
  messageLimit,
  paragraphs,
  type Text,
  visibleLength,
} from "./html.js";
import { button, detailsButton, retryButtons } from "./keyboards.js";
import { previewLines } from "./preview.js";

export interface DeliveryFacts extends Heading {
  /** An earlier send may have arrived. */
  maybeSent: boolean;
  /** The engines are the demonstration models. */
  demo: boolean;
}

/** A FAILED report has no rows, so a message stands for the document. */
export function hasDocument(view: ReportView): boolean {
  return view.report.status !== "FAILED";
}

/** The document's caption; of a FAILED report, the message in its place. */
export function deliveryText(messages: Messages, view: ReportView, facts: DeliveryFacts): Text {
  const html = hasDocument(view) ? caption(messages, view, facts) : failedMessage(messages, view, facts);
  return { html, buttons: buttonsOf(messages, view) };
}

const mostPreviewRows = 8;
/** Characters of a caption that failures may take before the preview. */
const failuresRoom = 420;

function caption(messages: Messages, view: ReportView, facts: DeliveryFacts): string {
  const [head, notes] = [headLines(messages, view, facts), noteLines(messages, view, facts)];
  const failures = failureLines(messages, view, { name: 24, advice: 150, room: failuresRoom });
  const room = captionLimit - visibleLength(paragraphs(head, failures, notes)) - 2;
  return paragraphs(head, failures, preview(messages, view, room), notes);
}

function failedMessage(messages: Messages, view: ReportView, facts: DeliveryFacts): string {
  const [head, notes] = [headLines(messages, view, facts), noteLines(messages, view, facts)];
  const room = messageLimit - visibleLength(paragraphs(head, notes)) - 2;
  return paragraphs(head, failureLines(messages, view, { name: 40, advice: 260, room }), notes);
}

function headLines(messages: Messages, view: ReportView, facts: DeliveryFacts): string[] {
  const summary = summaryLine(messages, view.report.status, countsOf(view));
  return [titleLine(messages, view, facts), escaped(`${summary}.`)];
}

function noteLines({ bot }: Messages, view: ReportView, { maybeSent, demo }: DeliveryFacts): string[] {
  const doubts = doubtsOf(view).map(({ flag, cells, recordings }) => {
    const positions = shorten(recordings.map((r) => r.position).join(", "), 100);
    return bot.report.flags[flag](cells, positions);
  });
  const toCheck = doubts.length > 0 ? [`❓ ${[...doubts, bot.report.howToCheck].join(" ")}`] : [];
  const warnings = [...(demo ? [bot.report.demo] : []), ...(maybeSent ? [bot.report.secondCopy] : [])];
  return [...toCheck, ...warnings.map((note) => `⚠️ ${note}`)].map(escaped);
}

interface Sizes {
  name: number;
  advice: number;
  room: number;
}

/** Which recordings failed, why, and what to do; the first of them, where `room` characters do not hold all. */
function failureLines(messages: Messages, view: ReportView, { name, advice, room }: Sizes): string[] {
  const { report } = messages.bot;
  const failed = view.recordings.filter((r) => r.recording.status === "FAILED");
  if (failed.length === 0) return [];
  const title = escaped(report.failures);
  const lines = failed.map((view) => {
    const { position } = view.recording;
    return escaped(`${position}. ${shown(view.recording.name, name)}: ${shown(failureAdvice(messages, view), advice)}`);
  });
  return [title, ...linesWithin(lines, room - visibleLength(title) - 1, report.moreRecordings)];
}

/** "rusak atau terpotong. Rekam ulang, lalu kirim lagi." */
export function failureAdvice(messages: Messages, { recording }: RecordingView): string {
  if (!recording.failure) return messages.bot.report.failed;
  const { why, todo } = sellerFault(messages, recording.failure);
  return `${why}. ${todo}`;
}

function preview(messages: Messages, view: ReportView, room: number): string {
  const rows = rowsOf(view);
  const [heading = "", rule = "", ...lines] = previewLines(
    messages,
    view.report.template,
    rows.slice(0, mostPreviewRows),
  );
  const { moreRows } = messages.bot.report;
  const left = room - visibleLength(`${heading}\n${rule}\n${moreRows(rows.length)}\n`);
  const kept = lines.filter((_, i) => visibleLength(lines.slice(0, i + 1).join("\n")) <= left);
  if (kept.length === 0) return "";
  const rest = rows.length - kept.length;
  const table = `<pre>${[heading, rule, ...kept].join("\n")}</pre>`;
  return rest > 0 ? `${table}\n${escaped(moreRows(rest))}` : table;
}

function buttonsOf(messages: Messages, view: ReportView): Button[][] {
  const { buttons } = messages.bot;
  const report = view.report.id;
  const resend = hasDocument(view) ? [button(buttons.resend, { name: "resend", report })] : [];
  return [...retryButtons(messages, view), [...resend, detailsButton(messages, report)]];
}
