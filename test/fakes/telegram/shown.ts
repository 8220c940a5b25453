import type { Kept } from "./chats.js";

/** A message as the chat shows it now. */
export interface Shown {
  message_id: number;
  from: "bot" | "seller";
  text: string;
  edited: boolean;
  buttons: string[];
  /** The message that it answers. */
  replyTo?: number;
  document?: Document;
}

export interface Document {
  message_id: number;
  name: string;
  caption: string;
  bytes: Uint8Array;
  /** The bytes as UTF-8, as they are (a byte order mark included). */
  text: string;
}

export function shown({ message, bytes }: Kept, bot: number): Shown {
  const { message_id, document, caption = "", text = caption } = message;
  const from = message.from?.id === bot ? "bot" : "seller";
  const buttons = message.reply_markup?.inline_keyboard.flat().map((b) => b.text) ?? [];
  const said: Shown = { message_id, from, text, edited: message.edit_date !== undefined, buttons };
  if (message.reply_to_message) said.replyTo = message.reply_to_message.message_id;
  if (!document || !bytes) return said;
  const name = document.file_name ?? "";
  return { ...said, document: { message_id, name, caption, bytes, text: Buffer.from(bytes).toString() } };
}
