import { isSettled } from "../domain/report.js";
import { remainingMs } from "../pipeline/estimate.js";
import { viewReport } from "../pipeline/report-view.js";
import type { StatusMessage } from "../ports-bot.js";
import { numberOfDay } from "./calendar.js";
import type { Bell } from "./loop.js";
import { keyboard } from "./outgoing.js";
import type { Parts } from "./parts.js";
import { messagesOf } from "./person.js";
import { statusText } from "./status-text.js";
import { loggable, refusalOf } from "./telegram.js";
import type { Text } from "./text.js";

const lookMs = 1000;
/** A chat sees one edit in so many milliseconds at most. */
const editGapMs = 3000;

/** Keeps each report's status message true, until the signal is aborted. */
export async function showStatuses(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const notBefore = new Map<number, number>();
  while (!signal.aborted) {
    const due = (await parts.chats.statusesDue()).filter((s) => mayShow(s, notBefore));
    await Promise.all(due.map((status) => show(parts, status, notBefore)));
    await bell.wait(lookMs, signal);
  }
}

function mayShow({ report }: StatusMessage, notBefore: ReadonlyMap<number, number>): boolean {
  return performance.now() >= (notBefore.get(report.owner?.chat ?? 0) ?? 0);
}

async function show(parts: Parts, status: StatusMessage, notBefore: Map<number, number>): Promise<void> {
  const text = await render(parts, status);
  const owner = status.report.owner;
  if (!text || !owner) return;
  const shown = JSON.stringify(text);
  const final = isSettled(status.report.status) || status.report.status === "CANCELLED";
  if (shown === status.shown && !final) return;
  const wait = (ms: number) => notBefore.set(owner.chat, performance.now() + ms);
  wait(editGapMs);
  try {
    const messageId = shown === status.shown ? status.messageId : await put(parts, owner.chat, status, text);
    if (messageId !== null) await parts.chats.statusShown(status.report.id, { messageId, shown, final });
  } catch (error) {
    const refusal = refusalOf(error);
    const reason = loggable(error, parts.options.token);
    parts.log.warn({ report: status.report.id, reason }, "status not shown");
    if (refusal.kind === "again") wait(Math.max(editGapMs, (refusal.seconds ?? 5) * 1000));
    else wait(refusal.kind === "unsure" ? 5000 : 60_000);
  }
}

async function render({ options, store, chats }: Parts, { report }: StatusMessage): Promise<Text | null> {
  const view = await viewReport(store, report.id);
  if (!view || !report.owner) return null;
  const recordings = view.recordings.map((r) => r.recording);
  return statusText(messagesOf(options, await chats.user(report.owner.user)), view, {
    number: numberOfDay(report, await store.reportsOf(report.owner.user), undefined),
    now: Date.now(),
    ahead: await store.ahead(report.id),
    remainingMs: remainingMs(recordings, await store.pace()),
  });
}

/** Edits the message, or sends one where there is none (any more). Gives its number. */
async function put({ telegram: { api } }: Parts, chat: number, { messageId }: StatusMessage, { html, buttons }: Text) {
  const extra = { parse_mode: "HTML" as const, reply_markup: keyboard(buttons) };
  if (messageId !== null) {
    try {
      await api.editMessageText(chat, messageId, html, extra);
      return messageId;
    } catch (error) {
      const reason = String((error as Error).message);
      if (/message is not modified/.test(reason)) return messageId;
      if (!/message to edit not found|message can't be edited/.test(reason)) throw error;
    }
  }
  return (await api.sendMessage(chat, html, extra)).message_id;
}
