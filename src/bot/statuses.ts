import { isUnderWay } from "../domain/report.js";
import { remainingMs } from "../pipeline/estimate.js";
import { viewReport } from "../pipeline/report-view.js";
import type { StatusMessage } from "../ports-bot.js";
import { numberOfDay } from "./calendar.js";
import type { Bell } from "./loop.js";
import { mayWriteTo } from "./moves.js";
import type { Parts } from "./parts.js";
import { patiently } from "./patience.js";
import { messagesOf } from "./person.js";
import { put } from "./put.js";
import { statusText } from "./status-text.js";
import { isOutage, loggable, refusalOf } from "./telegram.js";
import type { Text } from "./text.js";
import { UnderWay } from "./under-way.js";

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
  while (!signal.aborted) {
    const due = await patiently(parts, () => chats.statusesDue(), signal);
    for (const [chat, statuses] of byChat(due.filter(turns.mayShow)))
      if (!under.has(chat)) under.start(chat, showOne(parts, chat, statuses));
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
async function showOne(parts: Parts, chat: number, statuses: StatusMessage[]): Promise<void> {
  if (!(await mayWriteTo(parts, chat))) return parts.turns.refused(chat, { kind: "unreachable" });
  for (const status of statuses.sort(parts.turns.byAge)) if (await show(parts, status)) return;
}

/** Whether Telegram was asked for something. */
async function show(parts: Parts, status: StatusMessage): Promise<boolean> {
  const { turns } = parts;
  const text = await render(parts, status);
  const owner = status.report.owner;
  if (!text || !owner) return false;
  const shown = JSON.stringify(text);
  const final = !isUnderWay(status.report);
  const { messageId } = status;
  if (shown === status.shown && messageId !== null) {
    if (final) await parts.chats.statusShown(status.report.id, { messageId, shown, final, isEdit: true });
    return false;
  }
  try {
    // From its end, not from its beginning: it may have waited for the chat's turn.
    const message = await put(parts, owner.chat, messageId, text).finally(() => turns.shown(status));
    const isEdit = message === messageId;
    await parts.chats.statusShown(status.report.id, { messageId: message, shown, final, isEdit });
    turns.heard(owner.chat);
  } catch (error) {
    turns.refused(owner.chat, refusalOf(error));
    const reason = loggable(error, parts.options.token);
    parts.log[isOutage(error) ? "debug" : "warn"]({ report: status.report.id, reason }, "status not shown");
  }
  return true;
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
