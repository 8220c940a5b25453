import { forgetUser } from "../../reports/erase.js";
import type { Parts } from "../context.js";
import type { Guest, Talk } from "../person.js";
import type { DeleteQuestion } from "../views/callback-data.js";
import { deleteButtons } from "../views/keyboards.js";
import { answer, askedNow, isFresh, outdated } from "./questions.js";

/** Asks whether they are sure, and says what will go: that, and nothing that comes later. */
export async function askToDelete(parts: Parts, { owner, messages }: Talk): Promise<void> {
  const { store, chats, outgoing, options } = parts;
  const { user, chat } = owner;
  const count = await store.reportCount(user);
  const asked = { user, newest: await chats.newestRecording(user), asked: askedNow() };
  const text = messages.bot.talk.deleteAsk(count, options.keepDeliveredRows);
  outgoing.say(chat, text, deleteButtons(messages, asked));
}

/** [Yes]. Gives a notice to show, or null. */
export async function deleteAll(parts: Parts, ctx: Guest, { newest, asked }: DeleteQuestion): Promise<string | null> {
  const { chats, outgoing, nudge, options } = parts;
  const { owner, messages } = ctx.talk;
  const texts = messages.bot.talk;
  if (!isFresh(asked) || (await chats.newestRecording(owner.user)) !== newest) return outdated(parts, ctx, "delete");
  const statuses = await chats.statusMessages(owner.user);
  const reports = await forgetUser(parts, owner.user, options.keepDeliveredRows);
  nudge();
  outgoing.remove(statuses, texts.statusDeleted);
  return answer(parts, ctx, texts.deleted(reports, options.keepDeliveredRows));
}

/** [No]. After another question's [Yes], not everything is there still. */
export async function keepAll(parts: Parts, ctx: Guest, { newest }: DeleteQuestion): Promise<string | null> {
  const { owner, messages } = ctx.talk;
  if ((await parts.chats.newestRecording(owner.user)) < newest) return outdated(parts, ctx, "delete");
  return answer(parts, ctx, messages.bot.talk.deleteKept);
}
