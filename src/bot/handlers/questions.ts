import type { Parts } from "../context.js";
import type { Guest } from "../person.js";
import { escaped } from "../views/html.js";

/** A [Yes] counts for so long: what was meant then may be meant no more, and by then much may have come. */
const goodForSeconds = 10 * 60;

/** The moment of a question, as its buttons carry it: seconds since the epoch. */
export function askedNow(): number {
  return Math.floor(Date.now() / 1000);
}

export function isFresh(asked: number): boolean {
  return Math.abs(askedNow() - asked) <= goodForSeconds;
}

/** Puts the outcome in place of the question. */
export function answer({ outgoing }: Parts, ctx: Guest, text: string): null {
  const asked = ctx.callbackQuery?.message;
  if (asked) outgoing.replace(asked.chat.id, asked.message_id, { html: escaped(text), buttons: [] });
  else outgoing.say(ctx.talk.owner.chat, text);
  return null;
}

/** Takes the buttons from a question that counts no more, and says how to ask anew. What it shows (an outcome, after a double tap) stays. */
export function outdated(parts: Parts, ctx: Guest, command: "cancel" | "delete"): string {
  bare(parts, ctx);
  return ctx.talk.messages.bot.talk.outdated(command);
}

/** Takes the buttons from the message that was tapped. */
export function bare({ outgoing }: Parts, ctx: Guest): void {
  const asked = ctx.callbackQuery?.message;
  if (asked) outgoing.bare(asked.chat.id, asked.message_id);
}
