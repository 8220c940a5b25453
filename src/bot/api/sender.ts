import type { Api } from "grammy";
import type { Logger } from "pino";
import { type Button, escaped, type Text } from "../views/html.js";
import { loggable, type Refusal, sendRefusalOf } from "./errors.js";

/** What is done once Telegram took a message (null), or refused it. */
export type OnEnd = (refusal: Refusal | null) => Promise<void>;

/** Answers in the chat. They go out behind the handler's back, so that one slow chat does not hold up the others. */
export class Outgoing {
  private readonly under = new Set<Promise<unknown>>();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly api: Api,
    private readonly token: string,
    private readonly log: Logger,
  ) {}

  /** Plain text. */
  say(chat: number, text: string, buttons: Button[][] = [], onEnd?: OnEnd): void {
    this.show(chat, { html: escaped(text), buttons }, onEnd);
  }

  /** What waits to be said in that chat already is not said once more: a hundred stickers would hold up for minutes what else is to be said there. */
  show(chat: number, text: Text, onEnd?: OnEnd): void {
    const key = JSON.stringify([chat, text]);
    if (this.waiting.has(key)) return;
    this.waiting.add(key);
    const { html, buttons } = text;
    const sent = this.api.sendMessage(chat, html, { parse_mode: "HTML", reply_markup: keyboard(buttons) });
    this.run(ended(sent, onEnd).finally(() => this.waiting.delete(key)));
  }

  /** Puts another text in place of a message of ours. */
  replace(chat: number, message: number, { html, buttons }: Text): void {
    const extra = { parse_mode: "HTML" as const, reply_markup: keyboard(buttons) };
    this.run(this.api.editMessageText(chat, message, html, extra));
  }

  /** Takes the buttons from a message of ours. */
  bare(chat: number, message: number): void {
    this.run(this.api.editMessageReplyMarkup(chat, message, { reply_markup: keyboard([]) }));
  }

  /** Deletes messages of ours, one after the other. What Telegram no longer lets go (after two days) says `instead`, without buttons. */
  remove(messages: readonly { chat: number; messageId: number }[], instead: string): void {
    this.run(this.removeAll(messages, instead));
  }

  private async removeAll(messages: readonly { chat: number; messageId: number }[], instead: string) {
    for (const { chat, messageId } of messages) {
      const gone = this.api.deleteMessage(chat, messageId);
      await gone.catch(() => this.api.editMessageText(chat, messageId, instead)).catch((error) => this.unsent(error));
    }
  }

  run(request: Promise<unknown>): void {
    const done = request.catch((error: unknown) => this.unsent(error));
    this.under.add(done);
    void done.finally(() => this.under.delete(done));
  }

  private unsent(error: unknown): void {
    const reason = loggable(error, this.token);
    if (!/message is not modified/.test(reason)) this.log.warn({ reason }, "an answer could not be sent");
  }

  /** Waits until what was said is sent, `ms` at the most. */
  async drain(ms: number): Promise<void> {
    const limit = new Promise((resolve) => setTimeout(resolve, ms).unref());
    await Promise.race([Promise.all(this.under), limit]);
  }
}

export function keyboard(buttons: Button[][]) {
  return { inline_keyboard: buttons.map((row) => row.map(({ text, data }) => ({ text, callback_data: data }))) };
}

async function ended(sent: Promise<unknown>, onEnd: OnEnd = async () => undefined): Promise<void> {
  try {
    await sent;
  } catch (error) {
    await onEnd(sendRefusalOf(error));
    throw error;
  }
  await onEnd(null);
}
