import type { Parts } from "../context.js";
import type { Text } from "../views/html.js";
import { keyboard } from "./sender.js";

/** Edits a message of ours, or sends one where there is none (any more), in answer to `replyTo`. Gives its number. */
export async function put(
  { api }: Pick<Parts, "api">,
  chat: number,
  messageId: number | null,
  { html, buttons }: Text,
  replyTo: number | null = null,
): Promise<number> {
  const extra = { parse_mode: "HTML" as const, reply_markup: keyboard(buttons) };
  if (messageId !== null) {
    try {
      await api.editMessageText(chat, messageId, html, extra);
      return messageId;
    } catch (error) {
      const reason = String((error as Error).message);
      if (/message is not modified/.test(reason)) return messageId;
      if (!/message to edit not found|message can't be edited/.test(reason)) throw error;
    }
  }
  const reply = { reply_parameters: { message_id: replyTo ?? 0, allow_sending_without_reply: true } };
  return (await api.sendMessage(chat, html, replyTo === null ? extra : { ...extra, ...reply })).message_id;
}
