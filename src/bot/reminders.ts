import { setTimeout as sleep } from "node:timers/promises";
import { doneButtons } from "./buttons.js";
import { mayWriteTo } from "./moves.js";
import type { Parts } from "./parts.js";
import { patiently } from "./patience.js";
import { messagesOf } from "./person.js";
import { mayPass } from "./telegram.js";

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
    if (!report.owner) continue;
    const messages = messagesOf(options, await chats.user(report.owner.user));
    const { talk } = messages.bot;
    const mayWrite = await mayWriteTo(parts, report.owner.chat);
    if (closing.has(report.id)) {
      await store.closeReport(report.id);
      if (mayWrite) outgoing.say(report.owner.chat, talk.closedForgotten(closeAfterHours));
      nudge();
    } else if (!reminded && mayWrite) {
      const { length } = await store.recordings(report.id);
      const text = talk.reminder(length, remindAfterHours);
      outgoing.say(report.owner.chat, text, doneButtons(messages, report.id), async (refusal) => {
        if (!refusal || !mayPass(refusal)) await chats.reminded(report.id);
      });
    }
  }
}
