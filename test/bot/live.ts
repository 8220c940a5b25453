import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "grammy";
import type { Logger } from "pino";
import pino from "pino";
import { test } from "vitest";
import { openBot, type RunningBot } from "../../src/bot/bot.js";
import type { BotOptions } from "../../src/bot/parts.js";
import { drinks } from "../../src/domain/drinks.js";
import { Failure } from "../../src/domain/failure.js";
import { messages } from "../../src/messages/index.js";
import type { Job } from "../../src/ports.js";
import type { Seller } from "../fakes/telegram/seller.js";
import type { Shown } from "../fakes/telegram/shown.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Box } from "../storage/box.js";
import { noLimits } from "../storage/sellers.js";

export const budi = { id: 1001, first_name: "Budi", language_code: "id" };
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
}

/** The bot in this process, against a Bot API server of ours; what a worker does, the test says. */
export class LiveBot {
  private readonly stop = new AbortController();
  private sounds = 0;

  private constructor(
    readonly telegram: FakeTelegram,
    readonly box: Box,
    private readonly running: { bot: RunningBot; work: Promise<void> },
  ) {}

  static async open({ options = {}, log = pino({ level: "silent" }) }: Live = {}): Promise<LiveBot> {
    const telegram = await FakeTelegram.start();
    const box = new Box(mkdtempSync(join(tmpdir(), "catat-live-")));
    const stop = new AbortController();
    const settings = { ...defaults, token: telegram.token, apiRoot: telegram.url, ...options };
    const bot = await openBot(settings, { ...box, log }, stop.signal);
    const live = new LiveBot(telegram, box, { bot, work: bot.run(stop.signal, () => undefined) });
    live.stop.signal.addEventListener("abort", () => stop.abort());
    return live;
  }

  /** Lets the bot write to somebody. */
  async opens(seller: Seller): Promise<void> {
    seller.says("/start");
    await this.hears(seller.id, "Halo!");
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

  async close(): Promise<void> {
    this.stop.abort();
    await this.running.work;
    await this.telegram.close();
    this.box.close();
    rmSync(this.box.dataDir, { recursive: true });
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
