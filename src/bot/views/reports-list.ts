import { type Counts, isSettled, type Report } from "../../domain/report.js";
import type { Messages } from "../../messages/index.js";
import type { TimeZone } from "./calendar.js";
import { summaryLine } from "./head.js";
import { bold, escaped, paragraphs, type Text } from "./html.js";
import { button } from "./keyboards.js";

/** A report as the list shows it. */
export interface ListedReport {
  report: Report;
  /** Its number of the day. */
  number: number;
  counts: Counts;
  /** The chat that it belongs to, where that is another one. */
  place: string | null;
  /** Its file was sent in this chat. */
  sentHere: boolean;
}

/** How many reports the list shows. */
export const listedReports = 8;

/** A seller's last reports, newest first, each that is finished with a button to have it sent again. */
export function reportsText(messages: Messages, reports: readonly ListedReport[], timeZone?: TimeZone): Text {
  const { bot } = messages;
  const last = reports.slice(0, listedReports);
  if (last.length === 0) return { html: escaped(bot.talk.noReport), buttons: [] };
  const lines = last.map(({ report, number, counts, place, sentHere }) => {
    const name = bot.report.title(number, bot.date(report.createdAt, timeZone), report.revision);
    const title = place === null ? name : `${name} · ${place}`;
    const kept = report.removedAt === null;
    return `${bold(title)}\n${escaped(kept ? summaryLine(messages, report.status, counts) : bot.report.removed(sentHere))}`;
  });
  const buttons = last
    .filter(({ report }) => isSettled(report.status) && report.removedAt === null)
    .map(({ report, number }) => {
      const label = bot.report.resend(bot.date(report.createdAt, timeZone), number);
      return [button(label, { name: "resend", report: report.id })];
    });
  const hint = buttons.length > 0 ? escaped(bot.report.pickReport) : "";
  return { html: paragraphs(bold(bot.report.lastReports), ...lines, hint), buttons };
}
