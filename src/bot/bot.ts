import { autoRetry } from "@grammyjs/auto-retry";
import { Api, Bot, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { Failure } from "../domain/failure.js";
import type { Language } from "../domain/user.js";
import type { ChatStore } from "../ports/bot.js";
import type { FileStore, JobStore } from "../ports/index.js";
import { joined } from "../util/either.js";
import { afterGrace } from "../util/grace-period.js";
import { adminNotices } from "./access/admin-alerts.js";
import { door } from "./access/authorize.js";
import { followMoves, groupMoves, heedMoves, type Moved } from "./access/chat-migration.js";
import { boxFault } from "./api/box-fault.js";
import { Reach } from "./api/connectivity.js";
import { Turns } from "./api/edit-throttle.js";
import { loggable, requestSeconds } from "./api/errors.js";
import { poll } from "./api/polling.js";
import { paced } from "./api/rate-limit.js";
import { Outgoing } from "./api/sender.js";
import { Bound } from "./api/shutdown.js";
import type { BotOptions, Parts } from "./context.js";
import { tap } from "./handlers/callback-queries.js";
import { addCommands } from "./handlers/commands.js";
import { tellDropped } from "./handlers/dropped-updates.js";
import { receive, soundOf } from "./handlers/recordings.js";
import { deliverAll } from "./loops/deliveries.js";
import { downloadAll } from "./loops/downloads.js";
import { tellAll } from "./loops/notices.js";
import { remindAll } from "./loops/reminders.js";
import { showStatuses } from "./loops/status-messages.js";
import { patiently } from "./loops/wait-out-faults.js";
import { Bell } from "./loops/wake-up.js";
import type { Guest } from "./person.js";

export interface RunningBot {
  /** The bot's @name. */
  username: string;
  /**
   * Works until the signal is aborted: takes updates, downloads, shows, delivers. `onFault` is told, again and again, what keeps
   * it from hearing Telegram, or null. Throws bot_elsewhere.
   */
  run(signal: AbortSignal, onFault: (fault: Failure | null) => void): Promise<void>;
  /** Tells the admins of a fault of the box, once an hour for each kind. */
  tellAdmins(failure: Failure): Promise<void>;
}

/** What is repeated after a lost answer could arrive twice, so that only a clear "later" is tried again. */
const later = {
  maxRetryAttempts: 10,
  maxDelaySeconds: 60,
  rethrowInternalServerErrors: true,
  rethrowHttpErrors: true,
};

interface Stores {
  store: JobStore;
  chats: ChatStore;
  files: FileStore;
  log: Logger;
}

/** Checks the token with Telegram. Throws token_wrong, telegram_unreachable; the signal's reason when aborted. */
export async function openBot(options: BotOptions, stores: Stores, signal: AbortSignal): Promise<RunningBot> {
  const { log } = stores;
  const client = { apiRoot: options.apiRoot, timeoutSeconds: requestSeconds };
  const reach = new Reach(options.token, log);
  const pace = paced();
  const api = new Api(options.token, client);
  const bound = new Bound();
  const botInfo = await api.getMe(signal as never).catch((error: unknown) => {
    signal.throwIfAborted();
    throw startFailure(options, error);
  });
  const bot = new Bot<Guest>(options.token, { client, botInfo });
  const bells = [new Bell(), new Bell(), new Bell(), new Bell()] as const;
  const nudge = () => {
    for (const bell of bells) bell.ring();
  };
  const outgoing = new Outgoing(bot.api, options.token, log);
  const moved = groupMoves({ ...stores, options, nudge });
  const follow = followMoves(moved);
  api.config.use(reach.watch, pace, follow, bound.transform);
  bot.api.config.use(reach.watch, pace, follow, autoRetry(later), bound.transform);
  const tellAdmins = adminNotices(options, stores.chats, outgoing);
  const parts: Parts = {
    ...stores,
    options,
    api,
    outgoing,
    turns: new Turns(),
    tellAdmins,
    nudge,
  };
  addHandlers(bot, parts, moved);
  const heeded = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      const fault = boxFault(error);
      if (fault) void tellAdmins(fault);
      throw error;
    });
  const handle = (update: Update) => heeded(bot.handleUpdate(update));
  const onDropped = (update: Update, error: unknown) => heeded(tellDropped(parts, update, error));
  return {
    username: botInfo.username,
    tellAdmins,
    async run(signal, onFault) {
      const onLook = (error: unknown) => onFault(error === null ? null : unreachable(options, error));
      const stop = new AbortController();
      const { signal: either, end } = joined(signal, stop.signal);
      const cut = afterGrace(either);
      bound.endBy(cut.signal);
      await patiently(parts, () => stores.chats.worksAs(botInfo.id), either);
      const work = [
        downloadAll(parts, bells[0], either),
        showStatuses(parts, bells[1], either),
        deliverAll(parts, bells[2], either),
        tellAll(parts, bells[3], either),
        remindAll(parts, either),
        setCommands(bot.api, options).catch((error) =>
          log.warn({ reason: loggable(error, options.token) }, "commands not set"),
        ),
        poll({ api, token: options.token, log, handle, onDropped, onLook }, either),
      ].map((loop) =>
        loop.catch((error: unknown) => {
          stop.abort();
          throw error;
        }),
      );
      const ended = await Promise.allSettled(work);
      await outgoing.drain(5000);
      cut.end();
      end();
      const broken = ended.find((e) => e.status === "rejected");
      if (broken) throw broken.reason;
    },
  };
}

function addHandlers(bot: Bot<Guest>, parts: Parts, moved: Moved): void {
  const { outgoing } = parts;
  bot.use(heedMoves(parts, moved), door(parts));
  addCommands(bot, parts);
  bot.on("callback_query:data", (ctx) => tap(parts, ctx));
  bot.on("message", async (ctx) => {
    const sent = soundOf(ctx.message);
    if (sent) return receive(parts, ctx, sent);
    // In a group, people talk to each other.
    if (ctx.chat.type !== "private") return;
    const { talk } = ctx.talk.messages.bot;
    const isFile = ctx.message.document ?? ctx.message.photo ?? ctx.message.sticker;
    outgoing.say(ctx.talk.owner.chat, isFile ? talk.notSound : talk.anythingElse);
  });
}

async function setCommands(api: Api, options: BotOptions): Promise<void> {
  const listOf = (language: Language) =>
    Object.entries(options.messages[language].bot.commands).map(([command, description]) => ({ command, description }));
  await api.setMyCommands(listOf("id"));
  await api.setMyCommands(listOf("en"), { language_code: "en" });
}

function startFailure(options: BotOptions, error: unknown): Failure {
  if (error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404))
    return new Failure("token_wrong", { reason: error.description });
  return unreachable(options, error);
}

function unreachable({ token, apiRoot }: BotOptions, error: unknown): Failure {
  return new Failure("telegram_unreachable", { host: new URL(apiRoot).host, reason: loggable(error, token) });
}
