import { isSettled, type Report } from "../../domain/report.js";
import type { Owner } from "../../domain/user.js";
import type { Messages } from "../../messages/index.js";
import type { Parts } from "../context.js";
import type { Talk } from "../person.js";

/** Reports that are looked at, or named, in one answer. */
const mostNamed = 8;

/** What a command means: this chat's open report, else the newest that is worked on here. Another chat's is never meant. */
export async function underWayHere({ store }: Parts, { owner }: Talk): Promise<Report | null> {
  const here = (await store.underWay(owner.user)).filter((r) => isIn(r, owner.chat));
  return here.find((r) => r.status === "OPEN") ?? here[0] ?? null;
}

/** Says that nothing is under way here: `none`, or what is elsewhere, by its name. */
export async function sayNoneHere({ store, outgoing }: Parts, talk: Talk, none: string): Promise<void> {
  const elsewhere = await store.underWay(talk.owner.user);
  const text = elsewhere.length > 0 ? talk.messages.bot.talk.elsewhere(namesOf(talk, elsewhere)) : none;
  outgoing.say(talk.owner.chat, text);
}

/**
 * The report that /retry means: of this chat, with a failure that may come out otherwise, else the last one that ended. Null
 * where there is none: that is said then, with what failed elsewhere by its name.
 */
export async function failedHere({ store, outgoing }: Parts, talk: Talk): Promise<Report | null> {
  const { owner, messages } = talk;
  const failed = await store.retryable(owner.user);
  const here = failed.find((r) => isIn(r, owner.chat)) ?? (await lastEndedHere(store, owner));
  if (here && (failed.length === 0 || failed.includes(here))) return here;
  const { retryElsewhere, nothingToRetry } = messages.bot.talk;
  outgoing.say(
    owner.chat,
    failed.length > 0 ? retryElsewhere(namesOf(talk, failed.slice(0, mostNamed))) : nothingToRetry,
  );
  return null;
}

async function lastEndedHere(store: Parts["store"], owner: Owner): Promise<Report | null> {
  const last = await store.reportsOf(owner.user, mostNamed);
  return last.find((r) => isIn(r, owner.chat) && isSettled(r.status)) ?? null;
}

function namesOf({ messages, owner }: Talk, reports: readonly Report[]): string[] {
  return reports.map((r) => `${titleOf(messages, r)} (${placeOf(messages, r, owner.chat) ?? ""})`);
}

/** "Laporan ke-2 · 22 November 2026". */
export function titleOf({ bot }: Messages, report: Report): string {
  return bot.report.title(report.number, bot.date(report.createdAt), report.revision);
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
