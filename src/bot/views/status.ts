import { isFinal } from "../../domain/recording.js";
import { isSettled } from "../../domain/report.js";
import type { Messages } from "../../messages/index.js";
import { countsOf, type ReportView } from "../../reports/view.js";
import { summaryLine, titleLine } from "./head.js";
import { type Button, escaped, linesWithin, messageLimit, paragraphs, type Text, visibleLength } from "./html.js";
import { button, retryButtons } from "./keyboards.js";
import { type Moment, recordingLines } from "./recording-line.js";

/** What the report itself does not tell. */
export interface StatusFacts extends Moment {
  /** The report's number of the day. */
  number: number;
  /** Unfinished recordings of others that come before. */
  ahead: number;
  /** For this report alone; null while nothing was measured. */
  remainingMs: number | null;
  /** It has as many recordings as it may have. */
  full?: boolean;
}

/** The status message of a report: what each recording is at, what comes next, or how it ended. */
export function statusText(messages: Messages, view: ReportView, facts: StatusFacts): Text {
  const { report } = messages.bot;
  const cancelled = view.report.status === "CANCELLED";
  const title = titleLine(messages, view, facts);
  const before = cancelled ? title : `${title}\n${barLine(messages, view)}`;
  const after = closing(messages, view, facts).map(escaped);
  const room = messageLimit - visibleLength(paragraphs(before, after)) - 4;
  const lines = cancelled ? [] : linesWithin(recordingLines(messages, view, facts, room), room, report.moreRecordings);
  return { html: paragraphs(before, lines, after), buttons: buttonsOf(messages, view) };
}

function barLine({ bot }: Messages, { recordings }: ReportView): string {
  const finished = recordings.filter((r) => isFinal(r.recording)).length;
  const cells = recordings.length > 0 ? Math.floor((10 * finished) / recordings.length) : 0;
  return `${"▓".repeat(cells)}${"░".repeat(10 - cells)} ${escaped(bot.report.progress(finished, recordings.length))}`;
}

/** The lines below the recordings. */
function closing(messages: Messages, view: ReportView, { ahead, remainingMs, full }: StatusFacts): string[] {
  const { report, talk } = messages.bot;
  const { status } = view.report;
  if (status === "CANCELLED") return [`❌ ${talk.cancelled}`];
  if (isSettled(status)) return [`${summaryLine(messages, status, countsOf(view))}.`];
  const unfinished = view.recordings.some((r) => !isFinal(r.recording));
  const seconds = remainingMs === null ? null : remainingMs / 1000;
  const more = unfinished ? report.sendMore : report.sendMoreOrTake;
  const open = full ? report.full : more;
  const next = status === "OPEN" ? open : report.willBeSent;
  if (!unfinished) return [next];
  if (ahead > 0) return [report.ahead(ahead, seconds), next];
  return seconds === null ? [next] : [report.remaining(seconds), next];
}

function buttonsOf(messages: Messages, view: ReportView): Button[][] {
  const { report } = view;
  const { bot } = messages;
  const done = button(bot.buttons.done, { name: "done", report: report.id });
  const cancel = button(bot.buttons.cancel, { name: "cancel", report: report.id });
  if (report.status === "OPEN") return [[done, cancel], ...retryButtons(messages, view)];
  return report.status === "PROCESSING" ? [[cancel]] : [];
}
