import type { Report } from "../../domain/report.js";
import { type Messages, sellerFailure, sentence } from "../../messages/index.js";
import type { Notice } from "../../ports/bot.js";
import { viewReport } from "../../reports/view.js";
import { shown } from "../../util/printable.js";
import type { Parts } from "../context.js";
import { messagesOf } from "../person.js";
import { deliveryText, hasDocument } from "./delivery.js";
import { titleLine } from "./head.js";
import { type Button, escaped, linesWithin, messageLimit, paragraphs, type Text, visibleLength } from "./html.js";
import { detailsButton, doneButtons, privateButtons, retryButtons } from "./keyboards.js";

/** What is to be told, in the language of whom it is for; null where there is nothing to tell any more. */
export async function noticeText(parts: Parts, notice: Notice): Promise<Text | null> {
  const { options, chats } = parts;
  const messages = messagesOf(options, await chats.user(notice.to.user));
  if (notice.toAdmin) return { html: escaped(`⚠️ ${sentence(messages, notice.failure)}`), buttons: [] };
  if (notice.report !== null) return undeliveredText(parts, messages, notice, notice.report);
  return { html: refusalHtml(messages, notice), buttons: await wayOn(parts, messages, notice) };
}

/** Why it was not taken; and what, where it is more than the message that is answered. */
function refusalHtml(messages: Messages, { failure, names }: Notice): string {
  const why = escaped(`❌ ${sellerFailure(messages, failure)}`);
  const lines = names.length > 1 ? names.map((name) => escaped(`• ${shown(name, 60)}`)) : [];
  const room = messageLimit - visibleLength(why) - 2;
  return paragraphs(why, linesWithin(lines, room, messages.bot.report.moreRecordings));
}

async function wayOn({ store, options }: Parts, messages: Messages, { failure, to }: Notice): Promise<Button[][]> {
  const open = failure.code === "report_full" ? await store.openReport(to) : null;
  // Told later, or in private, it may be another one.
  const isFull = open !== null && (await store.recordings(open.id)).length >= options.limits.recordings;
  return isFull ? doneButtons(messages, open.id) : [];
}

/** The report as far as a message can hold it, why its file did not come, and the ways on that it speaks of. */
async function undeliveredText(parts: Parts, messages: Messages, notice: Notice, id: number): Promise<Text | null> {
  const view = await viewReport(parts.store, id);
  if (!view?.report.owner || view.report.removedAt !== null) return null;
  const facts = { number: view.report.number, maybeSent: false, demo: parts.options.demo };
  const html = hasDocument(view) ? deliveryText(messages, view, facts).html : titleLine(messages, view, facts);
  const why = escaped(`⚠️ ${sellerFailure(messages, notice.failure)}`);
  const ways = isElsewhere(view.report) ? privateButtons(messages, id) : [];
  return {
    html: paragraphs(html, why),
    buttons: [...retryButtons(messages, view), [detailsButton(messages, id)], ...ways],
  };
}

function isElsewhere({ owner }: Report): boolean {
  return owner !== null && owner.chat !== owner.user;
}
