import type { Message, Update } from "grammy/types";
import type { Entry } from "./log.js";

const indent = "    ";

/**
 * One chat as text: who said what, buttons as [Button], documents with what is in them. A message stands where it was
 * first sent, as it was in the end; with `everyEdit`, each edit has its own place.
 */
export function conversation(log: readonly Entry[], chat: number, { everyEdit = false } = {}): string {
  const entries = log.filter((e) => e.chat_id === chat && e.done);
  const lines = entries.flatMap((entry) => {
    const { message, method } = entry;
    if (method === "callback_query") return [tap(entry)];
    if (method === "answerCallbackQuery") return entry.params.text ? [`(notice: ${entry.params.text})`] : [];
    if (!message) return [];
    if (everyEdit) return [shown(message, entry.bytes)];
    if (message.edit_date) return [];
    const last = state(entries, message.message_id);
    return last ? [shown(last, entry.bytes)] : [];
  });
  return `${lines.join("\n")}\n`;
}

/** How a message was in the end; nothing if it was deleted. */
function state(entries: Entry[], message_id: number): Message | undefined {
  if (entries.some((e) => e.method === "deleteMessage" && e.params.message_id === message_id)) return undefined;
  return entries.findLast((e) => e.message?.message_id === message_id)?.message;
}

function tap({ params }: Entry): string {
  const query = (params.update as Update).callback_query;
  const markup = query?.message && "reply_markup" in query.message ? query.message.reply_markup : undefined;
  const button = markup?.inline_keyboard.flat().find((b) => "callback_data" in b && b.callback_data === query?.data);
  return `${query?.from.first_name} taps [${button?.text}]`;
}

function shown(message: Message, bytes: Uint8Array | undefined): string {
  const { from, edit_date, forward_origin, reply_markup } = message;
  const notes = [forward_origin ? " (forwarded)" : "", edit_date ? " (edited)" : ""].join("");
  const body = [media(message), message.text ?? message.caption].filter(Boolean).join("\n");
  const [first = "", ...rest] = body.split("\n");
  const content = bytes && message.document?.mime_type?.startsWith("text/") ? text(bytes) : [];
  const rows = reply_markup?.inline_keyboard.map((row) => row.map((b) => `[${b.text}]`).join(" ")) ?? [];
  const more = [...rest, ...content.map((line) => `| ${line}`), ...rows].map((line) => `${indent}${line}`.trimEnd());
  return [`${from?.first_name}${notes}: ${first}`, ...more].join("\n");
}

function media({ voice, audio, video, video_note, document }: Message): string {
  if (voice) return `🎤 voice note, ${voice.duration} s`;
  if (audio) return `🎵 ${audio.file_name ?? "audio"}, ${audio.duration} s`;
  if (video) return `🎬 ${video.file_name ?? "video"}, ${video.duration} s`;
  if (video_note) return `🎬 video note, ${video_note.duration} s`;
  return document ? `📎 ${document.file_name ?? "document"}` : "";
}

function text(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).trimEnd().split(/\r?\n/);
}
