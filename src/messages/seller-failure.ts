import type { StoredFailure } from "../domain/failure.js";
import { shown } from "../util/printable.js";
import type { Fault } from "./bot-messages.js";
import type { Messages } from "./messages.js";

/** What a failure means to a seller. */
export function sellerFault(messages: Messages, failure: StoredFailure): Fault {
  const render = messages.bot.failures[failure.code] as (facts: StoredFailure["facts"]) => Fault;
  return render(failure.facts);
}

/** The failure as a seller reads it by itself: which recording, what is wrong, what to do. */
export function sellerFailure(messages: Messages, failure: StoredFailure): string {
  const fault = sellerFault(messages, failure);
  const file = !fault.ofMachine && "file" in failure.facts ? shown(failure.facts.file, 60) : "";
  return file ? `${file}: ${fault.why}. ${fault.todo}` : `${capital(fault.why)}. ${fault.todo}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
