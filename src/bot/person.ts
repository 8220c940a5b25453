import type { Context } from "grammy";
import type { Language, Owner, Person, User } from "../domain/user.js";
import type { Messages } from "../messages/index.js";
import { shown } from "../util/printable.js";
import type { BotOptions } from "./context.js";

/** Who wrote, in which chat, and the texts of their language. */
export interface Talk {
  owner: Owner;
  person: Person;
  messages: Messages;
}

/** A context that the door let through. */
export type Guest = Context & { talk: Talk };

/** Null where nobody wrote: a channel's post, a service message. */
export function personOf(ctx: Context): Person | null {
  const { from } = ctx;
  if (!from || from.is_bot) return null;
  const name = shown([from.first_name, from.last_name].filter(Boolean).join(" "), 100);
  return { id: from.id, name, username: from.username ?? null };
}

/** Indonesian, unless Telegram speaks English with them. */
export function languageOf(ctx: Context): Language {
  return /^en\b/i.test(ctx.from?.language_code ?? "") ? "en" : "id";
}

export function messagesOf(options: Pick<BotOptions, "messages">, user: User | null): Messages {
  return options.messages[user?.language ?? "id"];
}
