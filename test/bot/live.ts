import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "grammy";
import type { Logger } from "pino";
import pino from "pino";
import { test } from "vitest";
import { openBot } from "../../src/bot/bot.js";
import type { BotOptions } from "../../src/bot/context.js";
import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { messages } from "../../src/messages/index.js";
import type { Job, JobStore } from "../../src/ports/index.js";
import type { Seller } from "../fakes/telegram/seller.js";
import type { Shown } from "../fakes/telegram/shown.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Box } from "../storage/box.js";
import { noLimits } from "../storage/sellers.js";

export const budi = { id: 1001, first_name: "Budi", language_code: "id" };
export const admin = { id: 9001, first_name: "Sari", language_code: "en" };
export const ani = { id: 1002, first_name: "Ani", language_code: "id" };

const defaults = {
  local: false,
  admins: [] as number[],
  allowed: [budi.id, ani.id],
  groups: [-500, -501],
  limits: noLimits,
  remindAfterHours: 3,
  closeAfterHours: 24,
  keepDeliveredRows: false,
  template: drinks,
  delimiter: "," as const,
  demo: false,
  messages,
} satisfies Partial<BotOptions>;

export interface Live {
  options?: Partial<BotOptions>;
  log?: Logger;
  /** Nothing is downloaded where what came is the test's own, and must not be looked for at Telegram. */
  fetches?: boolean;
}

/** The bot in this process, on a data folder and a clock of the test's own, against a Bot API server of ours; what a worker does, the test says. */
export class LiveBot {
  box = new Box(mkdtempSync(join(tmpdir(), "catat-live-")));
  private stop = new AbortController();
  private work: Promise<void> = Promise.resolve();
  private sounds = 0;

  private constructor(
    readonly telegram: FakeTelegram,
    private readonly live: Live,
  ) {}

  static async open(live: Live = {}): Promise<LiveBot> {
    const bot = await LiveBot.idle(live);
    await bot.start();
    return bot;
  }

  /** All that a bot needs, which does not run yet. */
  static async idle(live: Live = {}): Promise<LiveBot> {
    return new LiveBot(await FakeTelegram.start(), live);
  }

  async start(given: Partial<BotOptions> = {}): Promise<void> {
    const { options = {}, log = pino({ level: "silent" }), fetches = true } = this.live;
    const { token, url: apiRoot } = this.telegram;
    const { chats, files } = this.box;
    const store: JobStore = Object.create(this.box.store);
    if (!fetches) store.toFetch = async () => [];
    this.stop = new AbortController();
    const settings = { ...defaults, token, apiRoot, ...options, ...given };
    const bot = await openBot(settings, { store, chats, files, log }, this.stop.signal);
    this.work = bot.run(this.stop.signal, () => undefined);
  }

  /** As a stop and a start, or a kill: nothing but the data folder and the clock is left. */
  async restart(given: Partial<BotOptions> = {}): Promise<void> {
    await this.end();
    const { dataDir, clock } = this.box;
    this.box.close();
    this.box = new Box(dataDir);
    this.box.clock.now = clock.now;
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
    rmSync(this.box.dataDir, { recursive: true });
  }

  /** Lets the bot write to somebody. */
  async opens(seller: Seller): Promise<void> {
    seller.says("/start");
    await this.hears(seller.id, /^(Halo|Hello)!/);
  }

  /** Sends a voice note whose sound nobody else's has; gives what is stored of it once it is there. */
  async sends(seller: Seller, chat?: ReturnType<FakeTelegram["group"]>) {
    const { message } = seller.sends(Buffer.from(`sound ${this.sounds++}`), chat ? { chat } : {});
    const source = message?.voice?.file_id ?? "";
    const stored = () => this.box.db.first("SELECT id FROM recordings WHERE source = @source", { source });
    return this.until(async () => {
      const id = stored()?.id as number | undefined;
      const all = (
        await Promise.all((await this.box.store.reports()).map((r) => this.box.store.recordings(r.id)))
      ).flat();
      const found = all.find((r) => r.id === id);
      return found?.status === "QUEUED" ? found : undefined;
    });
  }

  /** Takes the next recording, as a worker does. */
  async takes(): Promise<Job> {
    return this.until(async () => (await this.box.store.claim({ worker: "w", leaseMs: 3_600_000 })) ?? undefined);
  }

  /** Works on the next recording to its end. */
  async works(ending: "succeeds" | "fails"): Promise<void> {
    const { recording, token } = await this.takes();
    const rows = [{ values: { nama: "Pak Joko", alamat: null, jumlah_minuman: 3 }, evidence: {}, flags: {} }];
    const failure = new Failure("speech_engine_failed", { reason: "x" });
    if (ending === "succeeds") await this.box.store.succeed(recording.id, token, { rows, droppedRows: 0 }, {});
    else await this.box.store.fail(recording.id, token, failure, null);
  }

  /** What the bot's messages in a chat show now, of those that say it. */
  said(chat: number, said: RegExp | string = ""): Shown[] {
    const says = (text: string) => (typeof said === "string" ? text.includes(said) : said.test(text));
    return this.telegram.chat(chat).filter(({ from, text }) => from === "bot" && says(text));
  }

  /** Waits until the bot has said it in a chat; gives that message, the newest where it was said more than once. */
  hears(chat: number, said: RegExp | string): Promise<Shown> {
    return this.telegram.until(() => this.said(chat, said).at(-1)) as Promise<Shown>;
  }

  /** What was shown above the chat after a tap, in the order of the taps. */
  notices(): string[] {
    const answers = this.telegram.log.filter((e) => e.method === "answerCallbackQuery" && e.done);
    return answers.map((e) => String((e.params as { text?: string }).text ?? ""));
  }

  /** Taps a button and waits until the tap was answered; gives the notice. */
  async taps(seller: Seller, button: string, where: Parameters<Seller["taps"]>[1] = {}): Promise<string> {
    const before = this.notices().length;
    seller.taps(button, where);
    await this.telegram.until(() => this.notices().length > before);
    return this.notices().at(-1) as string;
  }

  /** Sends what the bot itself may have sent earlier: a message with buttons. */
  async asked(chat: number, text: string, buttons: Record<string, string>): Promise<void> {
    const row = Object.entries(buttons).map(([text, callback_data]) => ({ text, callback_data }));
    const api = new Api(this.telegram.token, { apiRoot: this.telegram.url });
    await api.sendMessage(chat, text, { reply_markup: { inline_keyboard: [row] } });
  }

  async until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
      const found = await look();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("not within a minute");
  }

  /** How many requests were refused with this status. */
  refused(method: string, status: number): number {
    return this.telegram.log.filter((e) => e.method === method && e.status === status).length;
  }
}

/** A test with a bot of its own, and Budi, who may use it. */
export const it = test.extend<{ options: Partial<BotOptions>; live: LiveBot; seller: Seller }>({
  options: {},
  live: async ({ options, onTestFinished }, use) => {
    const live = await LiveBot.open({ options });
    onTestFinished(() => live.close());
    await use(live);
  },
  seller: async ({ live }, use) => use(live.telegram.user(budi)),
});
