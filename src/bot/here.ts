import { isUnderWay, type Report } from "../domain/report.js";
import type { Messages } from "../messages/index.js";
import { numberOfDay } from "./calendar.js";
import type { Parts } from "./parts.js";
import type { Talk } from "./person.js";

/** The reports that somebody began in the chat they write in, newest first. */
export async function reportsHere({ store }: Parts, { owner }: Talk): Promise<Report[]> {
  return (await store.reportsOf(owner.user)).filter((r) => isIn(r, owner.chat));
}

/** What a command means: this chat's open report, else the newest that is worked on here. Another chat's is never meant. */
export async function underWayHere(parts: Parts, talk: Talk): Promise<Report | null> {
  const here = (await reportsHere(parts, talk)).filter(isUnderWay);
  return here.find((r) => r.status === "OPEN") ?? here[0] ?? null;
}

/** Says that nothing is under way here: `none`, or what is elsewhere, by its name. */
export async function sayNoneHere({ store, outgoing }: Parts, { owner, messages }: Talk, none: string): Promise<void> {
  const all = await store.reportsOf(owner.user);
  const elsewhere = all
    .filter(isUnderWay)
    .map((r) => `${titleOf(messages, r, all)} (${placeOf(messages, r, owner.chat) ?? ""})`);
  outgoing.say(owner.chat, elsewhere.length > 0 ? messages.bot.talk.elsewhere(elsewhere) : none);
}

/** "Laporan ke-2 · 22 November 2026": the report among `all` of its seller. */
export function titleOf({ bot }: Messages, report: Report, all: readonly Report[]): string {
  const number = numberOfDay(report, all, undefined);
  return bot.report.title(number, bot.date(report.createdAt), report.revision);
}

/** Where a report's messages go, seen from `chat`; null where that is its own. */
export function placeOf({ bot }: Messages, report: Report, chat: number): string | null {
  if (isIn(report, chat)) return null;
  return report.owner?.chat === report.owner?.user ? bot.report.places.private : bot.report.places.group;
}

/** Whether it is known that the report's file was sent in this chat. */
export async function isFileHere({ chats }: Parts, report: Report, chat: number): Promise<boolean> {
  return isIn(report, chat) && chats.fileSent(report.id);
}

function isIn({ owner }: Report, chat: number): boolean {
  return owner?.chat === chat;
}
