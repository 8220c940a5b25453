import { autoRetry } from "@grammyjs/auto-retry";
import { Bot, GrammyError } from "grammy";
import type { Logger } from "pino";
import { Failure } from "../domain/failure.js";
import { sentence } from "../messages/index.js";
import { afterGrace } from "../pipeline/grace.js";
import type { FileStore, JobStore } from "../ports.js";
import type { ChatStore } from "../ports-bot.js";
import { addCommands } from "./commands.js";
import { deliverAll } from "./deliveries.js";
import { door } from "./door.js";
import { downloadAll } from "./downloads.js";
import { Bell } from "./loop.js";
import { Outgoing } from "./outgoing.js";
import type { BotOptions, Parts } from "./parts.js";
import { type Guest, messagesOf } from "./person.js";
import { poll } from "./polling.js";
import { receive, soundOf } from "./receive.js";
import { Refusals } from "./refusals.js";
import { remindAll } from "./reminders.js";
import { showStatuses } from "./statuses.js";
import { tap } from "./taps.js";
import { loggable, openTelegram, requestSeconds } from "./telegram.js";

export interface RunningBot {
  /** The bot's @name. */
  username: string;
  /** Works until the signal is aborted: takes updates, downloads, shows, delivers. Throws bot_elsewhere. */
  run(signal: AbortSignal): Promise<void>;
  /** Tells the admins of a fault of the box, once an hour for each kind. */
  tellAdmins(failure: Failure): Promise<void>;
}

interface Stores {
  store: JobStore;
  chats: ChatStore;
  files: FileStore;
  log: Logger;
}

/** Checks the token with Telegram. Throws token_wrong, telegram_unreachable; the signal's reason when aborted. */
export async function openBot(options: BotOptions, stores: Stores, signal: AbortSignal): Promise<RunningBot> {
  const { log } = stores;
  const telegram = openTelegram(options.token, options.apiRoot);
  const botInfo = await telegram.api.getMe(signal as never).catch((error: unknown) => {
    signal.throwIfAborted();
    throw startFailure(options, error);
  });
  const client = { apiRoot: options.apiRoot, timeoutSeconds: requestSeconds };
  const bot = new Bot<Guest>(options.token, { client, botInfo });
  // What is repeated after a lost answer could arrive twice, so that only a clear "later" is tried again.
  const later = {
    maxRetryAttempts: 3,
    maxDelaySeconds: 60,
    rethrowInternalServerErrors: true,
    rethrowHttpErrors: true,
  };
  bot.api.config.use(telegram.pace, autoRetry(later), telegram.bound);
  const bells = [new Bell(), new Bell(), new Bell()] as const;
  const outgoing = new Outgoing(bot.api, options.token, log);
  const tellAdmins = adminNotices(options, stores.chats, outgoing);
  const parts: Parts = {
    ...stores,
    options,
    telegram,
    outgoing,
    tellAdmins,
    nudge() {
      for (const bell of bells) bell.ring();
    },
  };
  addHandlers(bot, parts);
  return {
    username: botInfo.username,
    tellAdmins,
    async run(signal) {
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      const cut = afterGrace(either);
      telegram.endBy(cut.signal);
      const work = [
        downloadAll(parts, bells[0], either),
        showStatuses(parts, bells[1], either),
        deliverAll(parts, bells[2], either),
        remindAll(parts, either),
        setCommands(parts).catch((error) => log.warn({ reason: loggable(error, options.token) }, "commands not set")),
        poll({ api: telegram.api, token: options.token, log, handle: (update) => bot.handleUpdate(update) }, either),
      ].map((loop) =>
        loop.catch((error: unknown) => {
          stop.abort();
          throw error;
        }),
      );
      const ended = await Promise.allSettled(work);
      await outgoing.drain(5000);
      cut.end();
      const broken = ended.find((e) => e.status === "rejected");
      if (broken) throw broken.reason;
    },
  };
}

function addHandlers(bot: Bot<Guest>, parts: Parts): void {
  const { log, options, outgoing } = parts;
  const refusals = new Refusals(bot.api, options.token, log);
  bot.use(door(parts));
  addCommands(bot, parts);
  bot.on("callback_query:data", (ctx) => tap(parts, ctx));
  bot.on("message", async (ctx) => {
    const sent = soundOf(ctx.message);
    if (sent) return receive(parts, refusals, ctx, sent);
    const { talk } = ctx.talk.messages.bot;
    const isFile = ctx.message.document ?? ctx.message.photo ?? ctx.message.sticker;
    outgoing.say(ctx.talk.owner.chat, isFile ? talk.notSound : talk.anythingElse);
  });
}

async function setCommands({ telegram, options }: Parts): Promise<void> {
  const listOf = (language: "id" | "en") =>
    Object.entries(options.messages[language].bot.commands).map(([command, description]) => ({ command, description }));
  await telegram.api.setMyCommands(listOf("id"));
  await telegram.api.setMyCommands(listOf("en"), { language_code: "en" });
}

const noticeGapMs = 60 * 60_000;

function adminNotices(options: BotOptions, chats: ChatStore, outgoing: Outgoing): Parts["tellAdmins"] {
  const told = new Map<string, number>();
  return async (failure) => {
    const last = told.get(failure.code) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - last < noticeGapMs) return;
    told.set(failure.code, performance.now());
    for (const admin of options.admins) {
      const messages = messagesOf(options, await chats.user(admin));
      outgoing.say(admin, messages.bot.access.machineFault(sentence(messages, failure.stored)));
    }
  };
}

function startFailure({ token, apiRoot }: BotOptions, error: unknown): Failure {
  const reason = loggable(error, token);
  if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
    return new Failure("token_wrong", { reason: error.description });
  return new Failure("telegram_unreachable", { host: new URL(apiRoot).host, reason });
}
