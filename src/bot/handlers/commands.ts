import type { Composer } from "grammy";
import { isFinal } from "../../domain/recording.js";
import type { Report } from "../../domain/report.js";
import { countsOf, viewReport } from "../../reports/view.js";
import { mostBytes, type Parts } from "../context.js";
import type { Guest, Talk } from "../person.js";
import { toBeSentAgain } from "../views/head.js";
import { languageButtons } from "../views/keyboards.js";
import { listedReports, reportsText } from "../views/reports-list.js";
import { askToCancel } from "./cancelling.js";
import { askToDelete } from "./deleting.js";
import { failedHere, isFileHere, placeOf, sayNoneHere, underWayHere } from "./reports-here.js";
import { whyNot } from "./why-not.js";

/** /start, /help and the others. */
export function addCommands(bot: Composer<Guest>, parts: Parts): void {
  const { store, chats, outgoing, options, api, nudge } = parts;
  const limits = { recordings: options.limits.recordings, bytes: mostBytes(options) };
  const say = ({ owner }: Talk, text: string) => outgoing.say(owner.chat, text);

  bot.command("start", ({ talk }) => say(talk, talk.messages.bot.talk.welcome(limits)));
  bot.command("help", ({ talk }) => say(talk, talk.messages.bot.talk.help(limits)));
  bot.command(["done", "selesai"], async ({ talk }) => {
    const report = await underWayHere(parts, talk);
    if (!report) return sayNoneHere(parts, talk, talk.messages.bot.talk.noOpenReport);
    await closeReport(parts, talk, report);
  });
  bot.command("status", async ({ talk }) => {
    const report = await underWayHere(parts, talk);
    if (!report) return sayNoneHere(parts, talk, talk.messages.bot.talk.noOpenReport);
    const old = await chats.showAnew(report.id);
    if (old !== null) outgoing.run(api.deleteMessage(talk.owner.chat, old));
    nudge();
  });
  bot.command("cancel", async ({ talk }) => {
    const report = await underWayHere(parts, talk);
    if (!report) return sayNoneHere(parts, talk, talk.messages.bot.talk.nothingToCancel);
    await askToCancel(parts, talk, report);
  });
  bot.command("reports", async ({ talk }) => {
    const last = await store.reportsOf(talk.owner.user, listedReports);
    const listed = await Promise.all(
      last.map(async (report) => {
        const view = await viewReport(store, report.id);
        const place = placeOf(talk.messages, report, talk.owner.chat);
        const sentHere = await isFileHere(parts, report, talk.owner.chat);
        return view ? [{ report, number: report.number, counts: countsOf(view), place, sentHere }] : [];
      }),
    );
    outgoing.show(talk.owner.chat, reportsText(talk.messages, listed.flat()));
  });
  bot.command("retry", async ({ talk }) => {
    const report = await failedHere(parts, talk);
    if (report) await retryReport(parts, talk, report);
  });
  bot.command("delete", ({ talk }) => askToDelete(parts, talk));
  bot.command("language", ({ talk }) =>
    outgoing.say(talk.owner.chat, talk.messages.bot.talk.languageAsk, languageButtons(talk.messages, talk.owner.user)),
  );
}

/** Closes the report: it is delivered with its last recording. One that is closed already and still worked on stays so. */
export async function closeReport({ store, outgoing, nudge }: Parts, talk: Talk, report: Report): Promise<void> {
  const texts = talk.messages.bot.talk;
  await store.closeReport(report.id);
  const unfinished = (await store.recordings(report.id)).filter((r) => !isFinal(r));
  outgoing.say(talk.owner.chat, unfinished.length > 0 ? texts.closing(unfinished.length) : texts.closed);
  nudge();
}

export async function retryReport(parts: Parts, talk: Talk, report: Report): Promise<void> {
  const { store, outgoing, nudge } = parts;
  const texts = talk.messages.bot.talk;
  const retried = await store.retry(report.id);
  const text =
    retried > 0
      ? texts.retrying(retried, toBeSentAgain(talk.messages, report))
      : ((await whyNot(parts, talk, report)) ?? texts.nothingToRetry);
  outgoing.say(talk.owner.chat, text);
  nudge();
}
