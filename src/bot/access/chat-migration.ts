import type { Context, Middleware, Transformer } from "grammy";
import type { Logger } from "pino";
import { Failure } from "../../domain/failure.js";
import type { ChatStore } from "../../ports/bot.js";
import { isGroup } from "../api/rate-limit.js";
import type { BotOptions, Parts } from "../context.js";
import { toAdmins } from "./owed-to-admins.js";

/** Told that Telegram gave a group another number, because it became a supergroup. */
export type Moved = (was: number, now: number) => Promise<void>;

interface Moves {
  options: BotOptions;
  chats: ChatStore;
  log: Logger;
  nudge(): void;
}

/** Lets all that is for the group go to its new number. The setting that allows the group is not ours to change: its keepers are told, once. */
export function groupMoves({ options, chats, log, nudge }: Moves): Moved {
  return async (was, now) => {
    const isSettingOld = options.groups.includes(was) && !options.groups.includes(now);
    const notices = isSettingOld ? toAdmins(options, `moved:${was}`, new Failure("group_moved", { was, now })) : [];
    const isNews = await chats.groupMoved(was, now, notices);
    if (!isNews || !isSettingOld) return;
    log.warn({ was, now }, "a group became a supergroup: CATAT_ALLOWED_GROUP_IDS wants its new number");
    nudge();
  };
}

/** Sends to the new number what Telegram refuses for the old one. */
export function followMoves(moved: Moved): Transformer {
  return async (previous, method, payload, signal) => {
    const answer = await previous(method, payload, signal);
    const now = answer.ok ? undefined : answer.parameters?.migrate_to_chat_id;
    const { chat_id: was } = (payload ?? {}) as { chat_id?: unknown };
    if (now === undefined || typeof was !== "number") return answer;
    await moved(was, now);
    // A message of the old chat is another one in the new: it is neither edited, nor deleted, nor answered.
    if (!method.startsWith("send")) return answer;
    return previous(method, { ...payload, chat_id: now, reply_parameters: undefined } as never, signal);
  };
}

/** Heeds Telegram's own word, which no person can send, that an allowed group has moved. */
export function heedMoves({ options }: Parts, moved: Moved): Middleware<Context> {
  return async ({ message }, next) => {
    if (!message) return next();
    const { chat, migrate_from_chat_id: was = chat.id, migrate_to_chat_id: now = chat.id } = message;
    if (was === now) return next();
    if (isAllowed(options, { was, now })) await moved(was, now);
  };
}

/** Whether a group is allowed by the number that it has, or had. */
export function isAllowed({ groups }: BotOptions, { was, now }: { was: number; now: number }): boolean {
  return groups.includes(was) || groups.includes(now);
}

/** Whether the bot may write to the chat now: whose group was taken out of the settings since gets nothing any more. */
export async function mayWriteTo({ options, chats }: Pick<Parts, "options" | "chats">, chat: number): Promise<boolean> {
  return !isGroup(chat) || isAllowed(options, await chats.numbersOf(chat));
}
