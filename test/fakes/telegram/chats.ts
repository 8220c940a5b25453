import type { Chat, InlineKeyboardMarkup, Message, User } from "grammy/types";
import { ApiError, badRequest } from "./api-error.js";

/** A message as a chat holds it now. */
export interface Kept {
  message: Message;
  bytes?: Uint8Array;
}

export type MessageContent = Partial<Omit<Message, "message_id" | "chat" | "from" | "date">>;

/** All chats that the bot is in, and their messages. */
export class Chats {
  readonly blocked = new Set<number>();
  /** Groups that became supergroups, and the numbers they have as such. */
  readonly upgraded = new Map<number, number>();
  readonly #chats = new Map<number, { chat: Chat; messages: Map<number, Kept>; next: number }>();
  #next = 1;

  /** Puts a message into a chat; the first of a seller opens the chat to the bot. */
  add(chat: Chat, from: User, content: MessageContent, bytes?: Uint8Array): Message {
    const known = this.#chats.get(chat.id) ?? { chat, messages: new Map<number, Kept>(), next: 1 };
    this.#chats.set(chat.id, known);
    const date = Math.floor(Date.now() / 1000);
    // A supergroup counts its own messages, all other chats together theirs.
    const message_id = chat.type === "supergroup" ? known.next++ : this.#next++;
    const message = { message_id, from, chat, date, ...content } as Message;
    known.messages.set(message_id, { message, ...(bytes ? { bytes } : {}) });
    return message;
  }

  /** The chat that the bot may write to. */
  open(id: number | string): Chat {
    const known = this.#chats.get(Number(id));
    if (!known) throw badRequest("chat not found");
    const migrate_to_chat_id = this.upgraded.get(known.chat.id);
    if (migrate_to_chat_id !== undefined)
      throw new ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id });
    if (this.blocked.has(known.chat.id)) throw new ApiError(403, "Forbidden: bot was blocked by the user");
    return known.chat;
  }

  messages(id: number): Kept[] {
    return [...(this.#chats.get(id)?.messages.values() ?? [])];
  }

  find(id: number | string, message_id: number): Kept | undefined {
    return this.#chats.get(Number(id))?.messages.get(message_id);
  }

  remove(id: number | string, message_id: number): void {
    this.#chats.get(Number(id))?.messages.delete(message_id);
  }
}

/** The inline keyboard of a request; refused where Telegram refuses it. Other keyboards are not kept. */
export function keyboard(markup: object | undefined): InlineKeyboardMarkup | undefined {
  if (!markup || !("inline_keyboard" in markup)) return undefined;
  const { inline_keyboard } = markup as InlineKeyboardMarkup;
  for (const button of inline_keyboard.flat()) {
    if (!button.text) throw badRequest("can't parse inline keyboard button: Text buttons are unallowed");
    const data = "callback_data" in button ? Buffer.byteLength(button.callback_data) : undefined;
    if (data !== undefined && (data < 1 || data > 64)) throw badRequest("BUTTON_DATA_INVALID");
  }
  const rows = inline_keyboard.filter((row) => row.length);
  return rows.length ? { inline_keyboard: rows } : undefined;
}
