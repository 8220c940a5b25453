import type { Person } from "../../domain/user.js";
import type { Messages } from "../../messages/index.js";
import type { Parts } from "../context.js";
import { messagesOf, type Talk } from "../person.js";
import { accessButtons } from "../views/keyboards.js";

/** Asks the admins whether somebody may use the bot. */
export async function askAdmins(parts: Parts, person: Person): Promise<void> {
  const { options, chats } = parts;
  for (const admin of options.admins) ask(parts, admin, messagesOf(options, await chats.user(admin)), person);
}

/**
 * Asks an admin who has just written what could not be asked before: the bot may not begin a chat. Throws nothing: what they
 * wrote was answered already, and would be answered again.
 */
export async function askMissed(parts: Parts, { owner, messages }: Talk): Promise<void> {
  try {
    for (const person of await parts.chats.unasked(owner.user)) ask(parts, owner.user, messages, person);
  } catch (err) {
    parts.log.error({ err }, "an admin was not asked about those who wait");
  }
}

function ask({ outgoing, chats }: Parts, admin: number, messages: Messages, person: Person): void {
  const text = messages.bot.access.request(person);
  outgoing.say(admin, text, accessButtons(messages, person.id), async (refusal) => {
    if (!refusal) await chats.asked(admin, person.id);
  });
}
