import type { Counts, Report, ReportStatus } from "../../domain/report.js";
import type { Messages } from "../../messages/index.js";
import type { ReportView } from "../../reports/view.js";
import type { TimeZone } from "./calendar.js";
import { bold } from "./html.js";

const signs: Record<ReportStatus, string> = {
  OPEN: "⏳",
  PROCESSING: "⏳",
  COMPLETED: "✅",
  PARTIALLY_COMPLETED: "⚠️",
  FAILED: "❌",
  CANCELLED: "❌",
};

/** Which report of its seller a message is about: its number of the day. */
export interface Heading {
  number: number;
  timeZone?: TimeZone;
}

export function titleLine({ bot }: Messages, { report }: ReportView, { number, timeZone }: Heading): string {
  return bold(bot.report.title(number, bot.date(report.createdAt, timeZone), report.revision));
}

/** "⚠️ Selesai sebagian: 8 baris dari 5 rekaman (1 gagal)". */
export function summaryLine({ bot }: Messages, status: ReportStatus, counts: Counts): string {
  return `${signs[status]} ${bot.report.summary(status, counts)}`;
}

/** What a report is called that is sent again once its retry is over; null for one that is open still. */
export function toBeSentAgain({ bot }: Messages, { number, createdAt, status }: Report): string | null {
  return status === "OPEN" ? null : bot.report.title(number, bot.date(createdAt), 1);
}
