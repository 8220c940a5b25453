import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Chat, Update, User } from "grammy/types";
import type { Kept, MessageContent } from "./chats.js";
import type { Kind } from "./files.js";
import type { State } from "./methods.js";

export interface Recording {
  kind?: Kind;
  file_name?: string;
  mime_type?: string;
  /** Seconds. */
  duration?: number;
  /** The size that Telegram states, where it is not the true one; `null` where it states none. */
  file_size?: number | null;
  caption?: string;
  media_group_id?: string;
  /** Whether it was sent before, by another. */
  forwarded?: boolean;
}

export interface Where {
  /** A group; the seller's private chat unless told. */
  chat?: Chat;
}

const mimeTypes: Record<Kind, string> = {
  voice: "audio/ogg",
  audio: "audio/mpeg",
  document: "application/octet-stream",
  video: "video/mp4",
  video_note: "video/mp4",
};
const another: User = { id: 99, is_bot: false, first_name: "Another" };
/** In whose name a supergroup itself speaks. */
const anonymous: User = { id: 1_087_968_824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };
let albums = 1;

/** A person with a phone: what they do reaches the bot as updates. */
export class Seller {
  readonly user: User;

  constructor(
    user: Omit<User, "is_bot">,
    private readonly state: State,
  ) {
    this.user = { is_bot: false, ...user };
  }

  get id(): number {
    return this.user.id;
  }

  says(text: string, { chat }: Where = {}): Update {
    const command = /^\/[a-z0-9_]+(@\w+)?/i.exec(text)?.[0];
    const entities = command ? [{ type: "bot_command" as const, offset: 0, length: command.length }] : [];
    return this.#sent({ text, ...(command ? { entities } : {}) }, chat);
  }

  /** Sends a file, by its path or its bytes; a voice note unless told. */
  sends(file: string | Uint8Array, { chat, ...recording }: Recording & Where = {}): Update {
    const { kind = "voice", duration = 3, caption, media_group_id, forwarded } = recording;
    const named = recording.file_name ?? (typeof file === "string" ? basename(file) : undefined);
    // Telegram drops the names of voice and video notes.
    const file_name = kind === "voice" || kind === "video_note" ? undefined : named;
    const stored = this.state.files.add({
      kind,
      file_name,
      bytes: typeof file === "string" ? readFileSync(file) : file,
      chat_id: (chat ?? this.#private).id,
      size: recording.file_size ?? undefined,
      forwarded: forwarded ?? false,
    });
    const media = {
      file_id: stored.file_id,
      file_unique_id: stored.file_unique_id,
      ...(kind === "document" ? {} : { duration }),
      ...(kind === "video" ? { width: 640, height: 360 } : kind === "video_note" ? { length: 240 } : {}),
      ...(kind === "video_note" ? {} : { mime_type: recording.mime_type ?? mimeTypes[kind] }),
      ...(file_name ? { file_name } : {}),
      ...(recording.file_size === null ? {} : { file_size: stored.size }),
    };
    const origin = { type: "user" as const, sender_user: another, date: 1 };
    const content = {
      [kind]: media,
      ...(caption ? { caption } : {}),
      ...(media_group_id ? { media_group_id } : {}),
      ...(forwarded ? { forward_origin: origin } : {}),
    };
    return this.#sent(content, chat, stored.bytes);
  }

  /** Sends several files as one album: an update each, of one media group. */
  album(files: { file: string | Uint8Array; recording?: Recording }[], where: Where = {}): Update[] {
    const media_group_id = String(13_000_000_000_000_000 + albums++);
    return files.map(({ file, recording }) =>
      this.sends(file, { kind: "audio", ...recording, ...where, media_group_id }),
    );
  }

  /** Taps a button, by its text or its data, of one message or of the newest that has it. */
  taps(button: string, { message_id, chat = this.#private }: Where & { message_id?: number } = {}): Update {
    const messages = this.state.chats
      .messages(chat.id)
      .filter((m) => (message_id ?? m.message.message_id) === m.message.message_id);
    for (const { message } of messages.reverse()) {
      const data = dataOf(message, button);
      if (!data) continue;
      const id = String(4_000_000_000_000 + this.state.log.entries.length);
      this.state.queries.set(id, chat.id);
      const query = { id, from: this.user, message, chat_instance: String(-chat.id), data };
      return this.#did("callback_query", { callback_query: structuredClone(query) }, chat.id);
    }
    throw new Error(`no message in chat ${chat.id} has the button ${button}`);
  }

  /** Makes a group a supergroup, which has another number: both chats are told, and the old one takes nothing any more. */
  upgrades(group: Chat, id: number): Chat {
    const supergroup = { ...group, id, type: "supergroup" } as Chat;
    this.#sent({ migrate_to_chat_id: id }, group);
    this.state.chats.upgraded.set(group.id, id);
    this.#sent({ migrate_from_chat_id: group.id, sender_chat: supergroup }, supergroup, undefined, anonymous);
    return supergroup;
  }

  blocks(blocked = true): void {
    if (blocked) this.state.chats.blocked.add(this.id);
    else this.state.chats.blocked.delete(this.id);
  }

  get #private(): Chat {
    const { id, first_name, last_name, username } = this.user;
    const names = { ...(last_name ? { last_name } : {}), ...(username ? { username } : {}) };
    return { id, type: "private", first_name, ...names };
  }

  #sent(content: MessageContent, chat: Chat = this.#private, bytes?: Uint8Array, from = this.user): Update {
    const message = structuredClone(this.state.chats.add(chat, from, content, bytes));
    return this.#did("message", { message } as Omit<Update, "update_id">, chat.id);
  }

  #did(method: string, content: Omit<Update, "update_id">, chat_id: number): Update {
    const update = this.state.updates.push(content);
    this.state.log.add({
      from: "seller",
      method,
      chat_id,
      params: { update },
      done: true,
      ...(content.message ? { message: content.message } : {}),
    });
    return update;
  }
}

function dataOf({ reply_markup }: Kept["message"], wanted: string): string | undefined {
  for (const button of reply_markup?.inline_keyboard.flat() ?? []) {
    if (!("callback_data" in button)) continue;
    if (button.text === wanted || button.callback_data === wanted) return button.callback_data;
  }
  return undefined;
}
