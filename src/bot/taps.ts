import { Failure } from "../domain/failure.js";
import { isUnderWay, type Report } from "../domain/report.js";
import { sellerFailure } from "../messages/index.js";
import { forgetUser } from "../pipeline/forget.js";
import { viewReport } from "../pipeline/report-view.js";
import { type Action, actionOf } from "./actions.js";
import { numberOfDay } from "./calendar.js";
import { askToCancel, closeReport, retryReport } from "./commands.js";
import { detailsText, recordingText } from "./details-text.js";
import { isAdmin } from "./door.js";
import { mayWriteTo } from "./moves.js";
import type { Parts } from "./parts.js";
import { type Guest, messagesOf, type Talk } from "./person.js";
import { escaped, type Text } from "./text.js";

type Of<N extends Action["name"]> = Extract<Action, { name: N }>;

/** A tapped button: what it asks for is done, and Telegram told so. */
export async function tap(parts: Parts, ctx: Guest): Promise<void> {
  const action = actionOf(ctx.callbackQuery?.data ?? "");
  const notice = action ? await act(parts, ctx, action) : ctx.talk.messages.bot.talk.oldButton;
  parts.outgoing.run(ctx.answerCallbackQuery(notice === null ? {} : { text: notice.slice(0, 200) }));
}

/** Gives a notice to show, or null. */
async function act(parts: Parts, ctx: Guest, action: Action): Promise<string | null> {
  const { person, messages } = ctx.talk;
  switch (action.name) {
    case "allow":
    case "deny":
      return decide(parts, ctx, action);
    case "language":
    case "delete-yes":
    case "delete-no":
      if (action.user !== person.id) return messages.bot.talk.oldButton;
      if (action.name === "language") return chooseLanguage(parts, ctx, action);
      return forget(parts, ctx, action.name === "delete-yes");
    default: {
      const report = await parts.store.report(action.report);
      const isTheirs = report?.owner?.user === person.id;
      return report && isTheirs ? actOn(parts, ctx, action, report) : messages.bot.talk.oldButton;
    }
  }
}

type OnReport = Exclude<Action, Of<"language"> | Of<"allow" | "deny"> | Of<"delete-yes" | "delete-no">>;

async function actOn(parts: Parts, ctx: Guest, action: OnReport, report: Report): Promise<string | null> {
  const { store, chats, nudge } = parts;
  const { talk } = ctx;
  const texts = talk.messages.bot.talk;
  if (report.removedAt !== null && /^(resend|private|details|recording)$/.test(action.name))
    return sellerFailure(talk.messages, new Failure("report_removed", { report: String(report.id) }).stored);
  switch (action.name) {
    case "done":
      if (report.status !== "OPEN") return texts.oldButton;
      await closeReport(parts, talk, report);
      return null;
    case "cancel":
      if (!isUnderWay(report)) return texts.oldButton;
      await askToCancel(parts, talk, report);
      return null;
    case "cancel-yes":
      await store.cancelReport(report.id);
      nudge();
      return answer(
        parts,
        ctx,
        (await store.report(report.id))?.status === "CANCELLED" ? texts.cancelled : texts.oldButton,
      );
    case "cancel-no":
      return answer(parts, ctx, texts.cancelKept);
    case "retry":
      await retryReport(parts, talk, report);
      return null;
    case "resend": {
      const due = await chats.redeliver(report.id);
      nudge();
      return due ? resending(parts, talk, report) : texts.oldButton;
    }
    case "private": {
      // The chat with a person has the number of that person.
      const due = await chats.redeliver(report.id, talk.person.id);
      nudge();
      return due ? texts.sendingInPrivate : texts.oldButton;
    }
    case "details":
    case "recording":
      return details(parts, ctx, action, report);
  }
}

/** Where its chat is lost, another way is offered in a moment. */
async function resending(parts: Parts, { messages, owner }: Talk, { id, owner: to = null }: Report): Promise<string> {
  const { chat } = to ?? owner;
  if (await mayWriteTo(parts, chat)) return messages.bot.talk.resending;
  return sellerFailure(messages, new Failure("group_lost", { report: id, chat }).stored);
}

async function details(parts: Parts, ctx: Guest, action: Of<"details" | "recording">, report: Report) {
  const { store, outgoing } = parts;
  const { messages, owner } = ctx.talk;
  const view = await viewReport(store, report.id);
  if (!view) return messages.bot.talk.oldButton;
  const facts = { number: numberOfDay(report, await store.reportsOf(owner.user), undefined), now: Date.now() };
  const text = action.name === "details" ? detailsText(messages, view, action.page, facts) : await one(action.position);
  if (!text) return messages.bot.talk.oldButton;
  const from = ctx.callbackQuery?.message;
  // The list of recordings turns its pages in place; under a delivered file it begins as a message of its own.
  if (from?.text) outgoing.replace(from.chat.id, from.message_id, text);
  else outgoing.show(owner.chat, text);
  return null;

  async function one(position: number): Promise<Text | null> {
    const found = view?.recordings.find((r) => r.recording.position === position);
    const transcript = found ? await store.transcript(found.recording.id) : null;
    return view && recordingText(messages, view, position, transcript, facts);
  }
}

/** Puts the outcome in place of the question. */
function answer({ outgoing }: Parts, ctx: Guest, text: string): null {
  const asked = ctx.callbackQuery?.message;
  if (asked) outgoing.replace(asked.chat.id, asked.message_id, { html: escaped(text), buttons: [] });
  else outgoing.say(ctx.talk.owner.chat, text);
  return null;
}

async function chooseLanguage(parts: Parts, ctx: Guest, { language }: Of<"language">): Promise<null> {
  await parts.chats.setLanguage(ctx.talk.person, language);
  parts.nudge();
  return answer(parts, ctx, parts.options.messages[language].bot.talk.languageChosen);
}

async function decide(parts: Parts, ctx: Guest, { name, user }: Of<"allow" | "deny">): Promise<string | null> {
  const { chats, outgoing, options } = parts;
  const texts = ctx.talk.messages.bot;
  if (!isAdmin(parts, ctx.talk)) return texts.talk.oldButton;
  const known = await chats.user(user);
  if (known?.access !== "PENDING") return texts.talk.oldButton;
  const allowed = name === "allow";
  const decided = await chats.decide(user, allowed ? "ALLOWED" : "DENIED", ctx.talk.person.id);
  const { access } = messagesOf(options, decided).bot;
  outgoing.say(user, allowed ? access.allowed : access.denied);
  for (const admin of options.admins.filter((a) => a !== ctx.talk.person.id)) {
    const theirs = messagesOf(options, await chats.user(admin)).bot.access;
    outgoing.say(admin, theirs.decided(decided, allowed, ctx.talk.person.name));
  }
  return answer(parts, ctx, texts.access.decided(decided, allowed, ctx.talk.person.name));
}

async function forget(parts: Parts, ctx: Guest, sure: boolean): Promise<null> {
  const texts = ctx.talk.messages.bot.talk;
  if (!sure) return answer(parts, ctx, texts.deleteKept);
  const { keepDeliveredRows } = parts.options;
  const reports = await forgetUser(parts, ctx.talk.owner.user, keepDeliveredRows);
  parts.nudge();
  return answer(parts, ctx, texts.deleted(reports, keepDeliveredRows));
}
