import type { Message as TelegramMessage } from "grammy/types";
import { Failure, type FailureCode } from "../../domain/failure.js";
import { isRetried } from "../../domain/report.js";
import type { Owner } from "../../domain/user.js";
import type { Messages } from "../../messages/index.js";
import { oneLine, shorten } from "../../util/printable.js";
import { mostBytes, type Parts } from "../context.js";
import type { Guest } from "../person.js";
import { localTime } from "../views/calendar.js";

interface Sent {
  file_id: string;
  file_size?: number;
  file_name?: string;
  mime_type?: string;
}

/** What is said of a recording that is not taken. */
const refusals: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "file_too_big",
  "report_full",
  "too_many_reports",
  "too_many_recordings",
  "too_many_bytes",
]);

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

/** Stores a recording that came, or that it was refused; it is downloaded, or its sender told, afterwards. An update that comes again changes nothing. */
export async function receive(parts: Parts, ctx: Guest, sent: Sent): Promise<void> {
  const { owner, messages } = ctx.talk;
  const message = ctx.message as TelegramMessage;
  const name = nameOf(messages, message, sent);
  const most = mostBytes(parts.options);
  const keys = keysOf(message, ctx.me.id);
  try {
    const bytes = sent.file_size ?? null;
    if (bytes !== null && bytes > most) throw new Failure("file_too_big", { file: name, bytes, most });
    const source = { name, source: sent.file_id, bytes, ...keys };
    const received = await parts.store.receive(owner, source, parts.options.template, parts.options.limits);
    if (received.opened && (await isBusy(parts, owner, received.report.id)))
      parts.outgoing.say(owner.chat, messages.bot.talk.opensNext);
    parts.nudge();
  } catch (error) {
    // What cannot be stored now is not refused: it comes again.
    if (!(error instanceof Failure) || !refusals.has(error.code)) throw error;
    const about = { message: message.message_id, name };
    await parts.chats.owe([{ key: keys.key, to: owner, toAdmin: false, failure: error.stored, about }]);
    parts.nudge();
  }
}

/** Whether an earlier report of theirs was closed in this chat and is not delivered yet: then a new one may surprise. */
async function isBusy({ store }: Parts, { user, chat }: Owner, report: number): Promise<boolean> {
  const reports = await store.underWay(user);
  return reports.some((r) => r.id !== report && r.status === "PROCESSING" && !isRetried(r) && r.owner?.chat === chat);
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
