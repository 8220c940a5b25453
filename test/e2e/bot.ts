import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { test } from "vitest";
import type { Entry } from "../fakes/telegram/log.js";
import type { Seller } from "../fakes/telegram/seller.js";
import type { Shown } from "../fakes/telegram/shown.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Catat, type ReportJson, recordings, repeatable } from "./catat.js";

export const budi = { id: 1001, first_name: "Budi", language_code: "id" };
export const admin = { id: 9001, first_name: "Sari", language_code: "id" };
export const recording = (name: string) => join(recordings, name);
/** Of the demo recordings: heard and read right, in a second or two. */
export const quick = "10.ogg";
/** The same sound in other bytes: what follows the end of an Ogg stream is passed over. */
export const again = (n: number, name = quick) =>
  Buffer.concat([readFileSync(recording(name)), Buffer.from(`copy ${n}`)]);
/** Digital silence, each of another length: settled without an engine. */
export function silence(n: number): Buffer {
  const bytes = 32_000 + 2 * n;
  const wav = Buffer.alloc(44 + bytes);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + bytes, 4);
  wav.write("WAVEfmt ", 8);
  wav.set([16, 0, 0, 0, 1, 0, 1, 0], 16);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.set([2, 0, 16, 0], 32);
  wav.write("data", 36);
  wav.writeUInt32LE(bytes, 40);
  return wav;
}

/** The settings of a service that works for Budi, against our Bot API server, with the demo models. */
export function serviceEnv({ token, url }: FakeTelegram): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: url,
    CATAT_ALLOWED_USER_IDS: String(budi.id),
    CATAT_EXTRACTOR: "embedded",
    CATAT_WHISPER_MODEL: "demo",
    ...repeatable,
  };
}

/** `catat serve` as a process, against a Bot API server of ours, with the real engines and the demo models. */
export class BotBox {
  readonly catat = new Catat();
  private child: ChildProcess | null = null;
  /** What the running process said on stderr. */
  err = "";

  private constructor(readonly telegram: FakeTelegram) {}

  static async open(options: { local?: string } = {}): Promise<BotBox> {
    return new BotBox(await FakeTelegram.start(options));
  }

  /** Starts it, and waits until it listens. */
  async start(env: Record<string, string> = {}, command = "serve"): Promise<void> {
    const child = this.catat.start([command], { ...serviceEnv(this.telegram), ...env });
    this.child = child;
    this.err = "";
    child.stderr?.on("data", (chunk) => {
      this.err += chunk;
    });
    child.stdout?.resume();
    while (!/listening|siap|worker takes/.test(this.err)) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${this.err}`);
      await Promise.race([once(child.stderr as NonNullable<typeof child.stderr>, "data"), once(child, "close")]);
    }
  }

  /** Waits until the bot has said it in a chat; gives that message, the newest where it was said more than once. */
  hears(chat: number, said: RegExp | string, ms = 30_000): Promise<Shown> {
    return this.telegram.until(() => this.said(chat, said).at(-1), ms) as Promise<Shown>;
  }

  /** What the bot's messages in a chat show now, of those that say it. */
  said(chat: number, said: RegExp | string = ""): Shown[] {
    const says = (text: string) => (typeof said === "string" ? text.includes(said) : said.test(text));
    return this.telegram.chat(chat).filter(({ from, text }) => from === "bot" && says(text));
  }

  /** What the bot asked of Telegram by a method (`download` for files). */
  asked(method: string): readonly Entry[] {
    return this.telegram.log.filter((e) => e.from === "bot" && e.method === method);
  }

  /** What is stored of a report. */
  async report(id: number): Promise<ReportJson> {
    const { out, err } = await this.catat.run(["show", String(id), "--json"]);
    if (out === "") throw new Error(err);
    return JSON.parse(out);
  }

  get log(): string {
    const path = this.catat.path("data/catat.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  /** Ends it by the signal; gives its exit status. */
  end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.child?.kill(signal);
    return this.ended();
  }

  /** Waits until it has ended; gives its exit status. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, "close");
    return child?.exitCode ?? null;
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    await this.telegram.close();
    this.catat.remove();
  }
}

/** A test that has a box of its own: tests that start the bot alone wait more than they work, and run side by side. */
export const it = test.extend<{ box: BotBox; seller: Seller }>({
  box: async ({ onTestFinished }, use) => {
    const box = await BotBox.open();
    onTestFinished(() => box.close());
    await use(box);
  },
  seller: async ({ box }, use) => use(box.telegram.user(budi)),
});

/** The cells of a delivered CSV, without its heading. */
export function rowsOf(csv: string): string[][] {
  return parse(csv, { bom: true, fromLine: 2 });
}
