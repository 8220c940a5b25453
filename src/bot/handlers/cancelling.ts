import { isFinal } from "../../domain/recording.js";
import { isRetried, isUnderWay, type Report } from "../../domain/report.js";
import type { Parts } from "../context.js";
import type { Guest, Talk } from "../person.js";
import type { CancelQuestion } from "../views/callback-data.js";
import { cancelButtons } from "../views/keyboards.js";
import { answer, askedNow, isFresh, outdated } from "./questions.js";
import { titleOf } from "./reports-here.js";

/** Asks whether they are sure, and says what will be lost: of a retry only what is being retried. */
export async function askToCancel(
  { store, outgoing }: Parts,
  { owner, messages }: Talk,
  report: Report,
): Promise<void> {
  const { id, revision } = report;
  const recordings = await store.recordings(id);
  const unfinished = recordings.filter((r) => !isFinal(r)).length;
  const title = titleOf(messages, report);
  const { cancelAsk, cancelRetryAsk } = messages.bot.talk;
  const text = isRetried(report) ? cancelRetryAsk(title, unfinished) : cancelAsk(title, recordings.length);
  const asked = { report: id, revision, recordings: recordings.length, asked: askedNow() };
  outgoing.say(owner.chat, text, cancelButtons(messages, asked));
}

/** [Yes]. Gives a notice to show, or null. */
export async function cancel(parts: Parts, ctx: Guest, yes: CancelQuestion, report: Report): Promise<string | null> {
  const { store, nudge } = parts;
  const meant = isFresh(yes.asked) && yes.revision === report.revision;
  if (!meant || (await store.recordings(report.id)).length !== yes.recordings) return outdated(parts, ctx, "cancel");
  if (!(await store.cancelReport(report.id))) return outdated(parts, ctx, "cancel");
  nudge();
  const { cancelled, retryCancelled } = ctx.talk.messages.bot.talk;
  if (!isRetried(report)) return answer(parts, ctx, cancelled);
  const now = await store.report(report.id);
  return answer(parts, ctx, retryCancelled(now !== null && now.revision > report.revision));
}

/** [No]. */
export function goOn(parts: Parts, ctx: Guest, report: Report): string | null {
  if (!isUnderWay(report)) return outdated(parts, ctx, "cancel");
  return answer(parts, ctx, ctx.talk.messages.bot.talk.cancelKept);
}
