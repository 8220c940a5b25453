import { InputFile } from "grammy";
import { toCsv } from "../pipeline/csv.js";
import { rowsOf, viewReport } from "../pipeline/report-view.js";
import type { Delivery } from "../ports-bot.js";
import { deliveryText, hasDocument } from "./delivery-text.js";
import { reportFileName } from "./file-name.js";
import type { Bell } from "./loop.js";
import { keyboard } from "./outgoing.js";
import type { Parts } from "./parts.js";
import { patiently } from "./patience.js";
import { messagesOf } from "./person.js";
import { isOutage, loggable, refusalOf, waitMs } from "./telegram.js";
import { UnderWay } from "./under-way.js";

const lookMs = 1000;

/** Sends what the outbox holds until the signal is aborted: chats side by side, in each one after the other. */
export async function deliverAll(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const { chats, log, nudge } = parts;
  const under = new UnderWay((err) => log.error({ err }, "what became of a delivery could not be stored"), nudge);
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

/** Sends it. Gives what is to be stored of that. */
async function outcomeOf(parts: Parts, delivery: Delivery): Promise<() => Promise<void>> {
  const { chats, log, options } = parts;
  const { report, revision, attempts } = delivery;
  try {
    const message = await send(parts, delivery);
    if (message === null) return async () => undefined;
    log.info({ report: report.id, revision }, "report delivered");
    return () => chats.delivered(report.id, revision, message);
  } catch (error) {
    const refusal = refusalOf(error);
    const level = isOutage(error) && attempts > 1 ? "debug" : "warn";
    log[level]({ report: report.id, revision, attempts, reason: loggable(error, options.token) }, "delivery failed");
    if (refusal.kind === "unreachable") return () => chats.undeliverable(report.id, revision);
    const at = Date.now() + waitMs(refusal, attempts);
    return () => chats.deliverLater(report.id, revision, { at, maybeSent: refusal.kind === "unsure" });
  }
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
