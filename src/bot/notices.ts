import { sentence } from "../messages/index.js";
import type { ChatStore } from "../ports-bot.js";
import type { Outgoing } from "./outgoing.js";
import type { BotOptions, Parts } from "./parts.js";
import { messagesOf } from "./person.js";

const noticeGapMs = 60 * 60_000;

/** What tells the admins of a fault of the box, once an hour for each kind. */
export function adminNotices(options: BotOptions, chats: ChatStore, outgoing: Outgoing): Parts["tellAdmins"] {
  const told = new Map<string, number>();
  return async (failure) => {
    const last = told.get(failure.code) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - last < noticeGapMs) return;
    told.set(failure.code, performance.now());
    for (const admin of options.admins) {
      // The database may be what is at fault.
      const messages = messagesOf(options, await chats.user(admin).catch(() => null));
      outgoing.say(admin, messages.bot.access.machineFault(sentence(messages, failure.stored)));
    }
  };
}
