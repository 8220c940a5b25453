import { sentence } from "../../messages/index.js";
import type { ChatStore } from "../../ports/bot.js";
import { mayPass, type Refusal } from "../api/errors.js";
import type { Outgoing } from "../api/sender.js";
import type { BotOptions, Parts } from "../context.js";
import { messagesOf } from "../person.js";

const noticeGapMs = 60 * 60_000;
/** What did not get through, or cannot (an admin has opened no chat), is tried again no sooner than this, where the fault lasts. */
const againMs = 30_000;
const refusedMs = 15 * 60_000;

/**
 * What tells the admins of a fault of the box that lasts, once an hour for each kind. It counts as told once it was sent: not in
 * the store, which may be what is at fault, but whoever meets the fault again says so again.
 */
export function adminNotices(
  options: BotOptions,
  chats: ChatStore,
  outgoing: Outgoing,
  now = () => performance.now(),
): Parts["tellAdmins"] {
  const notBefore = new Map<string, number>();
  return async (failure) => {
    for (const admin of options.admins) {
      const key = `${admin} ${failure.code}`;
      if (now() < (notBefore.get(key) ?? 0)) continue;
      notBefore.set(key, Number.POSITIVE_INFINITY);
      const messages = messagesOf(options, await chats.user(admin).catch(() => null));
      const text = messages.bot.access.machineFault(sentence(messages, failure.stored));
      outgoing.say(admin, text, [], async (refusal) => {
        notBefore.set(key, now() + gapAfter(refusal));
      });
    }
  };
}

function gapAfter(refusal: Refusal | null): number {
  if (refusal === null) return noticeGapMs;
  return mayPass(refusal) ? againMs : refusedMs;
}
