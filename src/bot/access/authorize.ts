import type { Middleware } from "grammy";
import type { Language, Person } from "../../domain/user.js";
import type { Parts } from "../context.js";
import { type Guest, languageOf, messagesOf, personOf, type Talk } from "../person.js";
import { askAdmins, askMissed } from "./access-requests.js";
import { isAllowed } from "./chat-migration.js";

/** A stranger is answered once in this time, and the admins are asked once for all. */
const strangerGapMs = 60 * 60_000;

/** Lets in those whom the settings or an admin let in, in a private chat or an allowed group. Nothing of others is kept but their number and name. */
export function door(parts: Parts): Middleware<Guest> {
  const answered = new Map<number, number>();
  return async (ctx, next) => {
    const person = personOf(ctx);
    const chat = ctx.chat;
    if (!person || !chat) return;
    const numbers = await parts.chats.numbersOf(chat.id);
    if (chat.type !== "private" && !isAllowed(parts.options, numbers)) return;
    const user = await parts.chats.user(person.id);
    if (isListed(parts, person.id) || user?.access === "ALLOWED") {
      const known = await parts.chats.seen(person, languageOf(ctx));
      const owner = { user: person.id, chat: numbers.now };
      await parts.chats.reachable(owner.chat);
      parts.turns.heard(owner.chat);
      // Whose leave is taken back hears so at once.
      answered.delete(person.id);
      ctx.talk = { owner, person, messages: messagesOf(parts.options, known) };
      await next();
      if (chat.type === "private" && isAdmin(parts, ctx.talk)) await askMissed(parts, ctx.talk);
      return;
    }
    const last = answered.get(person.id) ?? Number.NEGATIVE_INFINITY;
    if (chat.type !== "private" || performance.now() - last < strangerGapMs) return;
    await turnAway(parts, { person, chat: chat.id, language: languageOf(ctx) });
    if (answered.size > 10_000) answered.clear();
    answered.set(person.id, performance.now());
  };
}

/** Whether the settings let somebody in. */
export function isListed({ options }: Parts, user: number): boolean {
  return options.admins.includes(user) || options.allowed.includes(user);
}

export function isAdmin({ options }: Parts, { person }: Talk): boolean {
  return options.admins.includes(person.id);
}

interface Stranger {
  person: Person;
  chat: number;
  language: Language;
}

async function turnAway(parts: Parts, { person, chat, language }: Stranger): Promise<void> {
  const { access } = parts.options.messages[language].bot;
  const { admins } = parts.options;
  const { user, isNew } = await parts.chats.ask(person);
  if (user.access === "DENIED") return parts.outgoing.say(chat, access.denied);
  if (!isNew && admins.length > 0) return parts.outgoing.say(chat, access.pending(person.id));
  parts.outgoing.say(chat, access.stranger(person.id, admins.length > 0));
  await askAdmins(parts, person);
}
