import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { openBot, type RunningBot } from "../../src/bot/bot.js";
import type { BotOptions } from "../../src/bot/parts.js";
import { drinks } from "../../src/domain/drinks.js";
import { messages } from "../../src/messages/index.js";
import type { JobStore } from "../../src/ports.js";
import type { Shown } from "../fakes/telegram/shown.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Box } from "../storage/box.js";
import { noLimits } from "../storage/sellers.js";

export const budi = { id: 1001, first_name: "Budi", language_code: "id" };
export const siti = { id: 1002, first_name: "Siti", language_code: "id" };
export const admin = { id: 9001, first_name: "Sari", language_code: "en" };

/** The bot in this process, on a data folder and a clock of the test's own; no worker runs, and nothing is downloaded. */
export class BotHere {
  private readonly folder = mkdtempSync(join(tmpdir(), "catat-bot-"));
  box = new Box(this.folder);
  bot!: RunningBot;
  private stop = new AbortController();
  private work: Promise<void> = Promise.resolve();

  private constructor(readonly telegram: FakeTelegram) {}

  static async open(): Promise<BotHere> {
    return new BotHere(await FakeTelegram.start());
  }

  async start(given: Partial<BotOptions> = {}): Promise<void> {
    const { token, url } = this.telegram;
    const options: BotOptions = {
      token,
      apiRoot: url,
      local: false,
      admins: [admin.id],
      allowed: [budi.id, siti.id],
      groups: [],
      limits: noLimits,
      remindAfterHours: 3,
      closeAfterHours: 24,
      keepDeliveredRows: false,
      template: drinks,
      delimiter: ",",
      demo: false,
      messages,
      ...given,
    };
    const { chats, files } = this.box;
    // Nothing is downloaded: what came is the test's own, and must not be looked for at Telegram meanwhile.
    const store: JobStore = Object.assign(Object.create(this.box.store), { toFetch: async () => [] });
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.bot = await openBot(options, { store, chats, files, log: pino({ level: "silent" }) }, signal);
    this.work = this.bot.run(signal, () => undefined);
  }

  /** As a stop and a start, or a kill: nothing but the data folder and the clock is left. */
  async restart(given: Partial<BotOptions> = {}): Promise<void> {
    await this.end();
    const { now } = this.box.clock;
    this.box.close();
    this.box = new Box(this.folder);
    this.box.clock.now = now;
    await this.start(given);
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.work;
  }

  async close(): Promise<void> {
    await this.end();
    await this.telegram.close();
    this.box.close();
    rmSync(this.folder, { recursive: true });
  }

  /** What the bot's messages in a chat show now, of those that say it. */
  said(chat: number, said: RegExp | string = ""): Shown[] {
    const says = (text: string) => (typeof said === "string" ? text.includes(said) : said.test(text));
    return this.telegram.chat(chat).filter(({ from, text }) => from === "bot" && says(text));
  }

  hears(chat: number, said: RegExp | string): Promise<Shown> {
    return this.telegram.until(() => this.said(chat, said).at(-1)) as Promise<Shown>;
  }

  /** Opens somebody's own chat with the bot. */
  async greet(user: typeof budi): Promise<void> {
    this.telegram.user(user).says("/start");
    await this.hears(user.id, /Halo|Hello/);
  }

  /** How many requests were refused with this status. */
  refused(method: string, status: number): number {
    return this.telegram.log.filter((e) => e.method === method && e.status === status).length;
  }
}
