import { Failure } from "../../domain/failure.js";
import { isUnderWay, type Report } from "../../domain/report.js";
import { sellerFailure } from "../../messages/index.js";
import { viewReport } from "../../reports/view.js";
import { isAdmin } from "../access/authorize.js";
import { mayWriteTo } from "../access/chat-migration.js";
import type { Parts } from "../context.js";
import { type Guest, messagesOf, type Talk } from "../person.js";
import { type Action, actionOf } from "../views/callback-data.js";
import { detailsText, recordingText } from "../views/details.js";
import type { Text } from "../views/html.js";
import { askToCancel, cancel, goOn } from "./cancelling.js";
import { closeReport, retryReport } from "./commands.js";
import { deleteAll, keepAll } from "./deleting.js";
import { answer, bare } from "./questions.js";
import { placeOf } from "./reports-here.js";
import { whyNot } from "./why-not.js";

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
      if (action.user !== person.id) return messages.bot.talk.notYours;
      if (action.name === "language") return chooseLanguage(parts, ctx, action);
      return action.name === "delete-yes" ? deleteAll(parts, ctx, action) : keepAll(parts, ctx, action);
    default: {
      const report = await parts.store.report(action.report);
      if (!report?.owner) return messages.bot.talk.oldButton;
      return report.owner.user === person.id ? actOn(parts, ctx, action, report) : messages.bot.talk.notYours;
    }
  }
}

type OnReport = Exclude<Action, Of<"language"> | Of<"allow" | "deny"> | Of<"delete-yes" | "delete-no">>;

async function actOn(parts: Parts, ctx: Guest, action: OnReport, report: Report): Promise<string | null> {
  const { chats, nudge } = parts;
  const { talk } = ctx;
  const texts = talk.messages.bot.talk;
  if (report.removedAt !== null && /^(resend|private|details|page|recording)$/.test(action.name))
    return whyNot(parts, talk, report);
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
      return cancel(parts, ctx, action, report);
    case "cancel-no":
      return goOn(parts, ctx, report);
    case "retry":
      await retryReport(parts, talk, report);
      return null;
    case "resend": {
      const due = await chats.redeliver(report.id);
      nudge();
      if (!due) return (await whyNot(parts, talk, report)) ?? texts.oldButton;
      return resending(parts, talk, report);
    }
    case "private": {
      // The chat with a person has the number of that person.
      const due = await chats.redeliver(report.id, talk.person.id);
      nudge();
      return due ? texts.sendingInPrivate : ((await whyNot(parts, talk, report)) ?? texts.oldButton);
    }
    case "details":
    case "page":
    case "recording":
      return details(parts, ctx, action, report);
  }
}

/** Where its chat is lost, another way is offered in a moment. */
async function resending(parts: Parts, { messages, owner }: Talk, report: Report): Promise<string> {
  const { chat } = report.owner ?? owner;
  if (await mayWriteTo(parts, chat)) return messages.bot.talk.resending(placeOf(messages, report, owner.chat));
  return sellerFailure(messages, new Failure("group_lost", { report: report.id, chat }).stored);
}

async function details(parts: Parts, ctx: Guest, action: Of<"details" | "page"> | Of<"recording">, report: Report) {
  const { store, outgoing } = parts;
  const { messages, owner } = ctx.talk;
  const view = await viewReport(store, report.id);
  if (!view) return messages.bot.talk.oldButton;
  const facts = { number: report.number, now: Date.now() };
  const text =
    action.name === "recording" ? await one(action.position) : detailsText(messages, view, action.page, facts);
  if (!text) return messages.bot.talk.oldButton;
  const from = ctx.callbackQuery?.message;
  // What was tapped holds the report itself, but for the list.
  if (from && action.name !== "details") outgoing.replace(from.chat.id, from.message_id, text);
  else outgoing.show(owner.chat, text);
  return null;

  async function one(position: number): Promise<Text | null> {
    const found = view?.recordings.find((r) => r.recording.position === position);
    const transcript = found ? await store.transcript(found.recording.id) : null;
    return view && recordingText(messages, view, position, transcript, facts);
  }
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
  if (known?.access !== "PENDING") {
    // Another admin was first, or the command line. The outcome, after a double tap, stays.
    bare(parts, ctx);
    return texts.talk.oldButton;
  }
  const allowed = name === "allow";
  const guest = await chats.decide(user, allowed ? "ALLOWED" : "DENIED", ctx.talk.person.id);
  const { access } = messagesOf(options, guest).bot;
  outgoing.say(user, allowed ? access.allowed : access.denied);
  for (const admin of options.admins.filter((a) => a !== ctx.talk.person.id)) {
    const theirs = messagesOf(options, await chats.user(admin)).bot.access;
    outgoing.say(admin, theirs.decided(guest, allowed, ctx.talk.person.name));
  }
  return answer(parts, ctx, texts.access.decided(guest, allowed, ctx.talk.person.name));
}
