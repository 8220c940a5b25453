import { InputFile } from "grammy";
import { asFailure, Failure } from "../../domain/failure.js";
import type { Delivery, NewNotice } from "../../ports/bot.js";
import { toCsv } from "../../reports/export/csv.js";
import { rowsOf, viewReport } from "../../reports/view.js";
import { mayWriteTo } from "../access/chat-migration.js";
import { toAdmins } from "../access/owed-to-admins.js";
import { isOutage, loggable, type Refusal, sendRefusalOf, waitMs } from "../api/errors.js";
import { isGroup } from "../api/rate-limit.js";
import { keyboard } from "../api/sender.js";
import type { Parts } from "../context.js";
import { messagesOf } from "../person.js";
import { deliveryText, hasDocument } from "../views/delivery.js";
import { reportFileName } from "../views/file-name.js";
import { UnderWay } from "./keyed-tasks.js";
import { patiently } from "./wait-out-faults.js";
import type { Bell } from "./wake-up.js";

const lookMs = 1000;

/** Sends what the outbox holds until the signal is aborted: chats side by side, in each one after the other. */
export async function deliverAll(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { chats, log, nudge, tellAdmins } = parts;
  const under = new UnderWay((err) => {
    log.error({ err }, "what became of a delivery could not be stored");
    void tellAdmins(asFailure(err));
  }, nudge);
  while (!signal.aborted) {
    const delivery = await patiently(parts, () => chats.nextDelivery(under.keys), signal);
    const chat = delivery?.report.owner?.chat;
    if (delivery && chat !== undefined) under.start(chat, deliver(parts, delivery, signal));
    else await bell.wait(lookMs, signal);
  }
  await under.ended();
}

async function deliver(parts: Parts, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const store = await outcomeOf(parts, delivery);
  // What came of it must not be lost: it would be sent a second time.
  await patiently(parts, store, signal);
}

/** Sends it, where the chat is still one to write to. Gives what is to be stored of that; the log tells of it only then. */
async function outcomeOf(parts: Parts, delivery: Delivery): Promise<() => Promise<void>> {
  const { chats, log, options } = parts;
  const { report, revision, attempts } = delivery;
  try {
    if (report.owner && !(await mayWriteTo(parts, report.owner.chat)))
      return refused(parts, delivery, { kind: "unreachable" });
    const message = await send(parts, delivery);
    if (message === null) return async () => undefined;
    return async () => {
      await chats.delivered(report.id, revision, message);
      log.info({ report: report.id, revision }, "report delivered");
    };
  } catch (error) {
    const store = refused(parts, delivery, sendRefusalOf(error));
    const level = isOutage(error) && attempts > 1 ? "debug" : "warn";
    return async () => {
      await store();
      log[level]({ report: report.id, revision, attempts, reason: loggable(error, options.token) }, "delivery failed");
    };
  }
}

function refused({ chats, options, nudge }: Parts, delivery: Delivery, refusal: Refusal): () => Promise<void> {
  const { report, revision, attempts } = delivery;
  const notices = noticesOf(options, delivery, refusal);
  return async () => {
    if (refusal.kind === "unreachable") await chats.undeliverable(report.id, revision, notices);
    else {
      const at = Date.now() + waitMs(refusal, attempts);
      await chats.deliverLater(report.id, revision, { at, maybeSent: refusal.kind === "unsure" }, notices);
    }
    nudge();
  };
}

/** Whom a refusal that does not pass by itself concerns: its seller, in private where the group is lost, and the admins. */
function noticesOf(options: Parts["options"], { report, revision }: Delivery, refusal: Refusal): NewNotice[] {
  const { id, owner } = report;
  const failure = owner && lastingFailure(id, owner.chat, refusal);
  if (!failure) return [];
  const key = `delivery:${id}:${revision}`;
  const chat = failure.code === "group_lost" ? owner.user : owner.chat;
  const seller = { key, to: { user: owner.user, chat }, toAdmin: false, failure: failure.stored, report: id };
  return [seller, ...toAdmins(options, key, failure, id)];
}

/** A person who blocked the bot knows it; a group that is lost is told of. */
function lastingFailure(report: number, chat: number, refusal: Refusal): Failure | null {
  if (refusal.kind === "never") return new Failure("delivery_refused", { report, chat, reason: refusal.description });
  return refusal.kind === "unreachable" && isGroup(chat) ? new Failure("group_lost", { report, chat }) : null;
}

/** Gives the message's number; null where the report was removed meanwhile. */
async function send({ options, store, chats, api }: Parts, delivery: Delivery): Promise<number | null> {
  const view = await viewReport(store, delivery.report.id);
  const owner = delivery.report.owner;
  if (!view || !owner) return null;
  const user = await chats.user(owner.user);
  const messages = messagesOf(options, user);
  const { number } = view.report;
  const facts = { number, maybeSent: delivery.maybeSent, demo: options.demo };
  const { html, buttons } = deliveryText(messages, view, facts);
  const extra = { parse_mode: "HTML" as const, reply_markup: keyboard(buttons) };
  if (!hasDocument(view)) return (await api.sendMessage(owner.chat, html, extra)).message_id;
  const { createdAt, template, revision } = view.report;
  const name = reportFileName(messages, { at: createdAt, name: user?.name ?? "", user: owner.user, number, revision });
  const csv = new InputFile(Buffer.from(toCsv(template, rowsOf(view), options.delimiter)), name);
  return (await api.sendDocument(owner.chat, csv, { ...extra, caption: html })).message_id;
}
