import type { Api } from "grammy";
import type { Logger } from "pino";
import { keyboard } from "./outgoing.js";
import { loggable } from "./telegram.js";
import { type Button, escaped, messageLimit } from "./text.js";

/** What was not taken, and why. */
export interface Refused {
  text: string;
  buttons: Button[][];
  name: string;
  /** The message that brought it. */
  message: number;
}

interface Burst extends Refused {
  names: string[];
  told: Promise<number | null>;
  edit: NodeJS.Timeout | null;
}

/** One message for a burst of refusals with the same reason, rather than thirty; it grows while they come. */
const burstMs = 60_000;
const editMs = 3000;

export class Refusals {
  private readonly bursts = new Map<string, Burst>();

  constructor(
    private readonly api: Api,
    private readonly token: string,
    private readonly log: Logger,
  ) {}

  add(chat: number, refused: Refused): void {
    const key = `${chat} ${refused.text}`;
    const burst = this.bursts.get(key);
    if (!burst) {
      const names = [refused.name];
      this.bursts.set(key, { ...refused, names, told: this.send(chat, refused), edit: null });
      setTimeout(() => this.bursts.delete(key), burstMs).unref();
      return;
    }
    burst.names.push(refused.name);
    burst.edit ??= setTimeout(() => {
      burst.edit = null;
      void this.edit(chat, burst);
    }, editMs);
  }

  private async send(chat: number, refused: Refused): Promise<number | null> {
    const { text, message } = refused;
    const reply = { reply_parameters: { message_id: message, allow_sending_without_reply: true } };
    return this.tried(
      async () => (await this.api.sendMessage(chat, textOf(text), { ...extra(refused), ...reply })).message_id,
    );
  }

  private async edit(chat: number, burst: Burst): Promise<void> {
    const told = await burst.told;
    if (told === null) return;
    const { text, names } = burst;
    await this.tried(() => this.api.editMessageText(chat, told, textOf(text, names), extra(burst)));
  }

  private async tried<T>(request: () => Promise<T>): Promise<T | null> {
    try {
      return await request();
    } catch (error) {
      this.log.warn({ reason: loggable(error, this.token) }, "a refusal could not be told");
      return null;
    }
  }
}

function extra({ buttons }: Refused) {
  return { parse_mode: "HTML" as const, reply_markup: keyboard(buttons) };
}

function textOf(text: string, names: readonly string[] = []): string {
  const lines = names.map((name) => `• ${name}`).join("\n");
  const room = messageLimit - text.length - 10;
  return escaped(`❌ ${text}${lines === "" ? "" : `\n\n${lines.slice(0, room)}`}`);
}
