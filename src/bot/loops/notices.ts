import { asFailure } from "../../domain/failure.js";
import type { Notice } from "../../ports/bot.js";
import { mayWriteTo } from "../access/chat-migration.js";
import { isOutage, loggable, mayPass, sendRefusalOf, waitMs } from "../api/errors.js";
import { put } from "../api/put.js";
import type { Parts } from "../context.js";
import { noticeText } from "../views/notice.js";
import { UnderWay } from "./keyed-tasks.js";
import { patiently } from "./wait-out-faults.js";
import type { Bell } from "./wake-up.js";

const lookMs = 1000;

/** Tells people what they are owed to be told until the signal is aborted: chats side by side, in each one thing after the other. */
export async function tellAll(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { chats, log, tellAdmins } = parts;
  /** Chats where what was told could not be noted down: it would be told again and again. */
  const stuck = new Set<number>();
  const under = new UnderWay(
    (err, chat) => {
      stuck.add(chat);
      log.error({ err }, "what became of a notice could not be stored");
      void tellAdmins(asFailure(err));
    },
    () => bell.ring(),
  );
  const isFree = (chat: number) => !under.has(chat) && !stuck.has(chat);
  while (!signal.aborted) {
    for (const notice of await patiently(parts, () => chats.owed(), signal))
      if (isFree(notice.to.chat)) under.start(notice.to.chat, tell(parts, notice, signal));
    await bell.wait(lookMs, signal);
  }
  await under.ended();
}

async function tell(parts: Parts, notice: Notice, signal: AbortSignal): Promise<void> {
  const store = await outcomeOf(parts, notice);
  await patiently(parts, store, signal);
}

/** Tells it. Gives what is to be stored of that. */
async function outcomeOf(parts: Parts, notice: Notice): Promise<() => Promise<void>> {
  const { chats, options, log } = parts;
  const { ids, to, attempts } = notice;
  try {
    if (notice.toAdmin && !options.admins.includes(to.user)) return () => chats.dropNotices(ids);
    if (!(await mayWriteTo(parts, to.chat))) return () => chats.tellInPrivate(ids);
    const text = await noticeText(parts, notice);
    if (!text) return () => chats.dropNotices(ids);
    const message = await put(parts, to.chat, notice.message, text, notice.replyTo);
    return () => chats.told(ids, message);
  } catch (error) {
    const refusal = sendRefusalOf(error);
    const reason = loggable(error, options.token);
    log[isOutage(error) && attempts > 0 ? "debug" : "warn"]({ attempts, reason }, "a notice could not be told");
    if (!mayPass(refusal) && to.chat !== to.user) return () => chats.tellInPrivate(ids);
    const at = Date.now() + waitMs(refusal, attempts + 1);
    return () => chats.tellLater(ids, at);
  }
}
