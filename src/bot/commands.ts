import type { Composer } from "grammy";
import { isFinal } from "../domain/recording.js";
import { isSettled, isUnderWay, type Report } from "../domain/report.js";
import { sellerFailure } from "../messages/index.js";
import { removedOf } from "../pipeline/removed.js";
import { countsOf, viewReport } from "../pipeline/report-view.js";
import { cancelButtons, deleteButtons, languageButtons } from "./buttons.js";
import { mostBytes, type Parts } from "./parts.js";
import type { Guest, Talk } from "./person.js";
import { toBeSentAgain } from "./report-head.js";
import { listedReports, reportsText } from "./reports-list.js";

/** /start, /help and the others. */
export function addCommands(bot: Composer<Guest>, parts: Parts): void {
  const { store, chats, outgoing, options, api, nudge } = parts;
  const limits = { recordings: options.limits.recordings, bytes: mostBytes(options) };
  const say = ({ owner }: Talk, text: string) => outgoing.say(owner.chat, text);
  const lastUnfinished = async ({ owner }: Talk) => (await store.underWay(owner.user))[0] ?? null;

  bot.command("start", ({ talk }) => say(talk, talk.messages.bot.talk.welcome(limits)));
  bot.command("help", ({ talk }) => say(talk, talk.messages.bot.talk.help(limits)));
  bot.command(["done", "selesai"], async ({ talk }) => {
    const report = (await store.openReport(talk.owner)) ?? (await lastUnfinished(talk));
    await closeReport(parts, talk, report);
  });
  bot.command("status", async ({ talk }) => {
    const last = await lastUnfinished(talk);
    if (!last) return say(talk, talk.messages.bot.talk.noOpenReport);
    const old = await chats.showAnew(last.id);
    if (old !== null) outgoing.run(api.deleteMessage(talk.owner.chat, old));
    nudge();
  });
  bot.command("cancel", async ({ talk }) => {
    const last = await lastUnfinished(talk);
    if (!last) return say(talk, talk.messages.bot.talk.nothingToCancel);
    await askToCancel(parts, talk, last);
  });
  bot.command("reports", async ({ talk }) => {
    const last = await store.reportsOf(talk.owner.user, listedReports);
    const listed = await Promise.all(
      last.map(async (report) => {
        const view = await viewReport(store, report.id);
        return view ? [{ report, number: report.number, counts: countsOf(view) }] : [];
      }),
    );
    outgoing.show(talk.owner.chat, reportsText(talk.messages, listed.flat()));
  });
  bot.command("retry", async ({ talk }) => {
    const failed = await store.retryable(talk.owner.user);
    const here = failed.find((r) => r.owner?.chat === talk.owner.chat) ?? failed[0];
    const last = await store.reportsOf(talk.owner.user, listedReports);
    await retryReport(parts, talk, here ?? last.find((r) => isSettled(r.status)) ?? null);
  });
  bot.command("delete", async ({ talk }) => {
    const count = await store.reportCount(talk.owner.user);
    if (count === 0) return say(talk, talk.messages.bot.talk.nothingToDelete);
    outgoing.say(
      talk.owner.chat,
      talk.messages.bot.talk.deleteAsk(count, options.keepDeliveredRows),
      deleteButtons(talk.messages, talk.owner.user),
    );
  });
  bot.command("language", ({ talk }) =>
    outgoing.say(talk.owner.chat, talk.messages.bot.talk.languageAsk, languageButtons(talk.messages, talk.owner.user)),
  );
}

/** Closes the report: it is delivered with its last recording. One that is closed already and still worked on stays so. */
export async function closeReport({ store, outgoing, nudge }: Parts, talk: Talk, report: Report | null): Promise<void> {
  const texts = talk.messages.bot.talk;
  if (!report || !isUnderWay(report)) return outgoing.say(talk.owner.chat, texts.noOpenReport);
  await store.closeReport(report.id);
  const unfinished = (await store.recordings(report.id)).filter((r) => !isFinal(r));
  outgoing.say(talk.owner.chat, unfinished.length > 0 ? texts.closing(unfinished.length) : texts.closed);
  nudge();
}

export async function askToCancel({ store, outgoing }: Parts, talk: Talk, report: Report): Promise<void> {
  const { length } = await store.recordings(report.id);
  const { messages, owner } = talk;
  outgoing.say(owner.chat, messages.bot.talk.cancelAsk(length), cancelButtons(messages, report.id));
}

export async function retryReport({ store, outgoing, nudge }: Parts, talk: Talk, report: Report | null): Promise<void> {
  const texts = talk.messages.bot.talk;
  const retried = report ? await store.retry(report.id) : 0;
  const removed = report && retried === 0 ? await removedOf(store, report) : null;
  const nothing = removed ? sellerFailure(talk.messages, removed.stored) : texts.nothingToRetry;
  const again = report && retried > 0 ? texts.retrying(retried, toBeSentAgain(talk.messages, report)) : nothing;
  outgoing.say(talk.owner.chat, again);
  nudge();
}
