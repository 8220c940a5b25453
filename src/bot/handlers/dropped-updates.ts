import type { Update } from "grammy/types";
import { Failure } from "../../domain/failure.js";
import type { Owner } from "../../domain/user.js";
import type { NewNotice } from "../../ports/bot.js";
import { isListed } from "../access/authorize.js";
import { toAdmins } from "../access/owed-to-admins.js";
import { boxFault } from "../api/box-fault.js";
import type { Parts } from "../context.js";
import type { Guest } from "../person.js";

/**
 * An update failed so often that it is left out: the admins are told, and whoever sent it. Throws the fault of the box that keeps
 * this from being stored.
 */
export async function tellDropped(parts: Parts, update: Update, thrown: unknown): Promise<void> {
  const { options, chats, tellAdmins, log, nudge } = parts;
  const failure = new Failure("message_dropped", { update: update.update_id });
  const key = `dropped:${update.update_id}`;
  const to = senderOf(parts, update, thrown);
  const about = update.message && { message: update.message.message_id, name: "" };
  const sender: NewNotice[] = to ? [{ key, to, toAdmin: false, failure: failure.stored, ...(about && { about }) }] : [];
  try {
    await chats.owe([...sender, ...toAdmins(options, key, failure)]);
    nudge();
  } catch (err) {
    if (boxFault(err)) throw err;
    log.error({ err }, "that an update was left out could not be stored");
    await tellAdmins(failure);
  }
}

/** Whom the door had let in, or surely would have; nobody else is answered. */
function senderOf(parts: Parts, { message, callback_query: query }: Update, thrown: unknown): Owner | null {
  const { talk } = (thrown as { ctx?: Partial<Guest> } | null)?.ctx ?? {};
  if (talk) return talk.owner;
  const from = message?.from ?? query?.from;
  const chat = message?.chat ?? query?.message?.chat;
  return from && chat?.type === "private" && isListed(parts, from.id) ? { user: from.id, chat: chat.id } : null;
}
