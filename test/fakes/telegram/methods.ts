import type { BotCommand, File, Message, Opts, UserFromGetMe } from "grammy/types";
import { ApiError, badRequest } from "./api-error.js";
import type { Body } from "./body.js";
import { type Chats, type Kept, keyboard } from "./chats.js";
import { formatted } from "./entities.js";
import type { Files } from "./files.js";
import type { Entry, Log } from "./log.js";
import type { Updates } from "./updates.js";

export interface CommandList {
  scope: string;
  language_code: string;
  commands: readonly BotCommand[];
}

export interface State {
  me: UserFromGetMe;
  chats: Chats;
  files: Files;
  updates: Updates;
  log: Log;
  commands: CommandList[];
  /** The taps that wait for an answer, and the chats they were made in. */
  queries: Map<string, number>;
}

export interface Call {
  entry: Entry;
  files: Body["files"];
  /** Aborts when the caller has left. */
  gone: AbortSignal;
}

type Method = (params: never, call: Call) => unknown;

const textLimit = 4096;
const captionLimit = 1024;
const uploadLimit = 50 * 1024 * 1024;
const mimeTypes: Record<string, string> = { csv: "text/csv", json: "application/json", txt: "text/plain" };

/** The methods of the Bot API by name: each takes the request and gives the `result` of the answer. */
export function botMethods({ me, chats, files, updates, commands, queries }: State): Map<string, Method> {
  const methods = {
    getMe: () => me,
    deleteWebhook: () => true,
    getUpdates: (p: Opts<"getUpdates">, call: Call) => updates.get(p, call.gone),

    setMyCommands(p: Opts<"setMyCommands">) {
      for (const { command, description } of p.commands) {
        if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
        if (!description || description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
      }
      const list = { scope: p.scope?.type ?? "default", language_code: p.language_code ?? "", commands: p.commands };
      const same = commands.findIndex((c) => c.scope === list.scope && c.language_code === list.language_code);
      commands.splice(same < 0 ? commands.length : same, 1, list);
      return true;
    },

    getFile(p: Opts<"getFile">, call: Call): File {
      const file = files.open(p.file_id);
      call.entry.chat_id = file.chat_id;
      const { file_id, file_unique_id, file_path } = file;
      return { file_id, file_unique_id, file_path, file_size: file.bytes.length };
    },

    sendMessage(p: Opts<"sendMessage">): Message {
      const chat = chats.open(p.chat_id);
      return chats.add(chat, me, { ...textOf(p), ...reply(p), ...markupOf(p.reply_markup) });
    },

    sendDocument(p: Opts<"sendDocument">, call: Call): Message {
      const chat = chats.open(p.chat_id);
      const { bytes, file_name } = uploaded(p.document, call);
      const { text: caption, entities } = formatted(p.caption ?? "", p.parse_mode, p.caption_entities);
      if (caption.length > captionLimit) throw badRequest("message caption is too long");
      const markup = markupOf(p.reply_markup);
      const { file_id, file_unique_id, size } = files.add({ kind: "document", bytes, chat_id: chat.id, file_name });
      const mime_type = mimeTypes[file_name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
      const document = { file_id, file_unique_id, file_name, mime_type, file_size: size };
      const captioned = caption ? { caption, ...(entities.length ? { caption_entities: entities } : {}) } : {};
      call.entry.bytes = bytes;
      return chats.add(chat, me, { document, ...captioned, ...reply(p), ...markup }, bytes);
    },

    editMessageText(p: Opts<"editMessageText">): Message {
      const kept = own(p.chat_id, p.message_id);
      const change = { ...textOf(p), ...markupOf(p.reply_markup) };
      if (kept.message.text === undefined) throw badRequest("there is no text in the message to edit");
      return edit(kept, change, ["text", "entities", "reply_markup"]);
    },

    editMessageReplyMarkup(p: Opts<"editMessageReplyMarkup">): Message {
      return edit(own(p.chat_id, p.message_id), markupOf(p.reply_markup), ["reply_markup"]);
    },

    deleteMessage(p: Opts<"deleteMessage">) {
      chats.open(p.chat_id);
      if (!chats.find(p.chat_id, p.message_id)) throw badRequest("message to delete not found");
      chats.remove(p.chat_id, p.message_id);
      return true;
    },

    answerCallbackQuery(p: Opts<"answerCallbackQuery">, call: Call) {
      const chat = queries.get(p.callback_query_id);
      if (chat === undefined) throw badRequest("query is too old and response timeout expired or query ID is invalid");
      if ((p.text?.length ?? 0) > 200) throw badRequest("MESSAGE_TOO_LONG");
      call.entry.chat_id = chat;
      queries.delete(p.callback_query_id);
      return true;
    },

    sendChatAction(p: Opts<"sendChatAction">) {
      chats.open(p.chat_id);
      if (!p.action) throw badRequest("wrong parameter action in request");
      return true;
    },
  };

  function textOf(p: Partial<Pick<Opts<"sendMessage">, "text" | "parse_mode" | "entities">>) {
    const { text, entities } = formatted(p.text ?? "", p.parse_mode, p.entities);
    if (!text.trim()) throw badRequest("message text is empty");
    if (text.length > textLimit) throw badRequest("message is too long");
    return { text, ...(entities.length ? { entities } : {}) };
  }

  function reply(p: Pick<Opts<"sendMessage">, "chat_id" | "reply_parameters">) {
    const to = p.reply_parameters;
    if (!to) return {};
    const kept = to.message_id === undefined ? undefined : chats.find(p.chat_id, to.message_id);
    if (kept) return { reply_to_message: kept.message as NonNullable<Message["reply_to_message"]> };
    if (to.allow_sending_without_reply) return {};
    throw badRequest("message to be replied not found");
  }

  function own(chat_id: number | string | undefined, message_id: number | undefined): Kept {
    const kept = chats.find(chats.open(chat_id ?? "").id, message_id ?? 0);
    if (!kept) throw badRequest("message to edit not found");
    if (kept.message.from?.id !== me.id) throw badRequest("message can't be edited");
    return kept;
  }

  function uploaded(document: unknown, call: Call): { bytes: Uint8Array; file_name: string } {
    const named = typeof document === "string" ? document : "";
    const part = call.files.get(named.startsWith("attach://") ? named.slice("attach://".length) : "document");
    const sent = files.find(named);
    if (!part && !sent) throw badRequest("wrong remote file identifier specified: can't unserialize it");
    const bytes = part?.bytes ?? sent?.bytes ?? Buffer.of();
    if (!bytes.length) throw badRequest("file must be non-empty");
    if (bytes.length > uploadLimit && !files.local) throw new ApiError(413, "Request Entity Too Large");
    return { bytes, file_name: part?.file_name || sent?.file_name || "document" };
  }

  return new Map(Object.entries(methods as Record<string, Method>));
}

function markupOf(markup: object | undefined) {
  const reply_markup = keyboard(markup);
  return reply_markup ? { reply_markup } : {};
}

/** Puts the change in the place of what the message had; one that changes nothing is refused. */
function edit(kept: Kept, change: Partial<Message>, fields: (keyof Message)[]): Message {
  const same = (field: keyof Message) => JSON.stringify(kept.message[field]) === JSON.stringify(change[field]);
  if (fields.every(same))
    throw badRequest(
      "message is not modified: specified new message content and reply markup are exactly the same as a current " +
        "content and reply markup of the message",
    );
  const rest = Object.entries(kept.message).filter(([field]) => !fields.includes(field as keyof Message));
  kept.message = { ...Object.fromEntries(rest), ...change, edit_date: Math.floor(Date.now() / 1000) } as Message;
  return kept.message;
}
