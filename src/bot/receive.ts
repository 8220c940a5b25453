import type { Message as TelegramMessage } from "grammy/types";
import { Failure } from "../domain/failure.js";
import type { Owner } from "../domain/person.js";
import { oneLine, shorten } from "../domain/printable.js";
import type { Messages } from "../messages/index.js";
import { sellerFailure } from "../messages/index.js";
import { doneButtons } from "./buttons.js";
import { localTime } from "./calendar.js";
import { boxFault } from "./fault.js";
import { mostBytes, type Parts } from "./parts.js";
import type { Guest } from "./person.js";
import type { Refusals } from "./refusals.js";

interface Sent {
  file_id: string;
  file_size?: number;
  file_name?: string;
  mime_type?: string;
}

/** The file of a message that may hold sound; null where it holds none. A document of unknown kind may: ffprobe judges it. */
export function soundOf(message: TelegramMessage): Sent | null {
  const { voice, audio, video, video_note: note, document } = message;
  if (document) return mayHoldSound(document) ? document : null;
  return voice ?? audio ?? video ?? note ?? null;
}

function mayHoldSound({ mime_type: mime = "", file_name: name = "" }: Sent): boolean {
  if (/^(audio|video)\//.test(mime) || mime === "application/ogg") return true;
  if (/\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|webm|amr|mp4|mov|3gp)$/i.test(name)) return true;
  return mime === "" || mime === "application/octet-stream";
}

/** Stores a recording that came; it is downloaded afterwards. An update that comes again changes nothing. */
export async function receive(parts: Parts, refusals: Refusals, ctx: Guest, sent: Sent): Promise<void> {
  const { owner, messages } = ctx.talk;
  const message = ctx.message as TelegramMessage;
  const name = nameOf(messages, message, sent);
  const most = mostBytes(parts.options);
  try {
    const bytes = sent.file_size ?? null;
    if (bytes !== null && bytes > most) throw new Failure("file_too_big", { file: name, bytes, most });
    const source = { name, source: sent.file_id, bytes, ...keysOf(message, ctx.me.id) };
    const received = await parts.store.receive(owner, source, parts.options.template, parts.options.limits);
    if (received.opened && (await isBusy(parts, owner, received.report.id)))
      parts.outgoing.say(owner.chat, messages.bot.talk.opensNext);
    parts.nudge();
  } catch (error) {
    // What cannot be stored now is not refused: it comes again.
    if (!(error instanceof Failure) || boxFault(error)) throw error;
    const open = error.code === "report_full" ? await parts.store.openReport(owner) : null;
    const buttons = open ? doneButtons(messages, open.id) : [];
    const text = sellerFailure(messages, error.stored);
    refusals.add(owner.chat, { text, buttons, name, message: message.message_id });
  }
}

/** Whether an earlier report of theirs is still worked on in this chat: then a new one may surprise. */
async function isBusy({ store }: Parts, { user, chat }: Owner, report: number): Promise<boolean> {
  const reports = await store.underWay(user);
  return reports.some((r) => r.id !== report && r.status === "PROCESSING" && r.owner?.chat === chat);
}

/** Each bot numbers the messages of a private chat itself. */
function keysOf({ chat, message_id: id, date }: TelegramMessage, bot: number) {
  return {
    key: `telegram:${bot}:${chat.id}:${id}`,
    former: { key: `telegram:${chat.id}:${id}`, sentAt: date * 1000 },
  };
}

function nameOf(messages: Messages, message: TelegramMessage, { file_name: name }: Sent): string {
  const given = oneLine(name ?? "");
  return given === "" ? messages.bot.voiceName(localTime(message.date * 1000, undefined)) : shorten(given, 200);
}
