import { isUnderWay } from "../../domain/report.js";
import type { StatusMessage } from "../../ports/bot.js";
import { remainingMs } from "../../reports/estimate.js";
import { viewReport } from "../../reports/view.js";
import { mayWriteTo } from "../access/chat-migration.js";
import { isOutage, loggable, refusalOf } from "../api/errors.js";
import { put } from "../api/put.js";
import type { Parts } from "../context.js";
import { messagesOf } from "../person.js";
import type { Text } from "../views/html.js";
import { statusText } from "../views/status.js";
import { UnderWay } from "./keyed-tasks.js";
import { News } from "./status-news.js";
import { patiently } from "./wait-out-faults.js";
import type { Bell } from "./wake-up.js";

const lookMs = 1000;

/** Keeps each report's status message true, until the signal is aborted. */
export async function showStatuses(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { chats, turns, log } = parts;
  const under = new UnderWay(
    (err, chat) => {
      turns.refused(chat, { kind: "unsure" });
      log.error({ err }, "a status could not be made");
    },
    () => undefined,
  );
  const news = new News();
  while (!signal.aborted) {
    const due = await patiently(parts, () => news.due(chats), signal);
    for (const [chat, statuses] of byChat(due.filter(turns.mayShow)))
      if (!under.has(chat)) under.start(chat, showOne(parts, news, chat, statuses));
    await bell.wait(lookMs, signal);
  }
  await under.ended();
}

function byChat(statuses: readonly StatusMessage[]): Map<number, StatusMessage[]> {
  const chats = new Map<number, StatusMessage[]>();
  for (const status of statuses) {
    const chat = status.report.owner?.chat ?? 0;
    chats.set(chat, [...(chats.get(chat) ?? []), status]);
  }
  return chats;
}

/** Of one chat's reports, that one which changed and was shown longest ago. */
async function showOne(parts: Parts, news: News, chat: number, statuses: StatusMessage[]): Promise<void> {
  if (!(await mayWriteTo(parts, chat))) return parts.turns.refused(chat, { kind: "unreachable" });
  for (const status of statuses.sort(parts.turns.byAge)) if (await show(parts, news, status)) return;
}

/** Whether Telegram was asked for something. */
async function show(parts: Parts, news: News, status: StatusMessage): Promise<boolean> {
  const { turns } = parts;
  const text = await statusOf(parts, status);
  const owner = status.report.owner;
  if (!text || !owner) return false;
  const shown = JSON.stringify(text);
  const final = !isUnderWay(status.report);
  const { messageId } = status;
  const { chat } = owner;
  if (shown === status.shown && messageId !== null) {
    if (final) await parts.chats.statusShown(status.report.id, { messageId, shown, final, isEdit: true, chat });
    news.told(status);
    return false;
  }
  try {
    // From its end, not from its beginning: it may have waited for the chat's turn.
    const message = await put(parts, chat, messageId, text).finally(() => turns.shown(status));
    const isEdit = message === messageId;
    await parts.chats.statusShown(status.report.id, { messageId: message, shown, final, isEdit, chat });
    news.told(status);
    turns.heard(chat);
    if (!isEdit && !(await parts.store.report(status.report.id))) return wasDeleted(parts, chat, message);
  } catch (error) {
    turns.refused(chat, refusalOf(error));
    const reason = loggable(error, parts.options.token);
    parts.log[isOutage(error) ? "debug" : "warn"]({ report: status.report.id, reason }, "status not shown");
  }
  return true;
}

/** Its report went while it was sent: nothing knows of it any more. */
function wasDeleted({ outgoing, options }: Parts, chat: number, messageId: number): true {
  outgoing.remove([{ chat, messageId }], options.messages.id.bot.talk.statusDeleted);
  return true;
}

/** What a status message shows now; null where its report is gone. */
export async function statusOf(
  { options, store, chats }: Pick<Parts, "options" | "store" | "chats">,
  { report }: Pick<StatusMessage, "report">,
): Promise<Text | null> {
  const view = await viewReport(store, report.id);
  if (!view || !report.owner) return null;
  const recordings = view.recordings.map((r) => r.recording);
  return statusText(messagesOf(options, await chats.user(report.owner.user)), view, {
    number: report.number,
    now: Date.now(),
    ahead: await store.ahead(report.id),
    remainingMs: remainingMs(recordings, await store.pace()),
    full: recordings.length >= options.limits.recordings,
  });
}
