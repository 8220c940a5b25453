import { setTimeout as sleep } from "node:timers/promises";
import type { Owner, User } from "../../domain/user.js";
import { shown } from "../../util/printable.js";
import { mayWriteTo } from "../access/chat-migration.js";
import { mayPass } from "../api/errors.js";
import type { OnEnd } from "../api/sender.js";
import type { Parts } from "../context.js";
import { messagesOf } from "../person.js";
import type { Button } from "../views/html.js";
import { doneButtons } from "../views/keyboards.js";
import { patiently } from "./wait-out-faults.js";

const hourMs = 3_600_000;

/** Reminds of open reports that nothing comes for any more, and closes them in the end. */
export async function remindAll(parts: Parts, signal: AbortSignal): Promise<void> {
  const { remindAfterHours, closeAfterHours } = parts.options;
  const lookMs = Math.min(60_000, (Math.min(remindAfterHours, closeAfterHours) * hourMs) / 4);
  while (!signal.aborted) {
    await patiently(parts, () => look(parts), signal);
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

async function look(parts: Parts): Promise<void> {
  const { options, store, chats, outgoing, nudge } = parts;
  const { remindAfterHours, closeAfterHours } = options;
  const closing = new Set((await chats.forgotten(Date.now() - closeAfterHours * hourMs)).map((f) => f.report.id));
  const first = Date.now() - Math.min(remindAfterHours, closeAfterHours) * hourMs;
  for (const { report, reminded } of await chats.forgotten(first)) {
    const { owner } = report;
    if (!owner) continue;
    const user = await chats.user(owner.user);
    const messages = messagesOf(options, user);
    const { talk } = messages.bot;
    const say = (text: string, buttons: Button[][] = [], onEnd?: OnEnd) =>
      outgoing.say(owner.chat, addressed(owner, user, text), buttons, onEnd);
    const mayWrite = await mayWriteTo(parts, owner.chat);
    if (closing.has(report.id)) {
      await store.closeReport(report.id);
      if (mayWrite) say(talk.closedForgotten(closeAfterHours));
      nudge();
    } else if (!reminded && mayWrite) {
      const { length } = await store.recordings(report.id);
      const text = talk.reminder(length, remindAfterHours);
      say(text, doneButtons(messages, report.id), async (refusal) => {
        if (!refusal || !mayPass(refusal)) await chats.reminded(report.id);
      });
    }
  }
}

/** In a group, "this report" is somebody's among several. */
function addressed({ user, chat }: Owner, person: User | null, text: string): string {
  return user === chat || !person?.name ? text : `${shown(person.name, 60)}: ${text}`;
}
