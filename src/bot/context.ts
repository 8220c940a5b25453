import type { Api } from "grammy";
import type { Logger } from "pino";
import type { Failure } from "../domain/failure.js";
import type { Template } from "../domain/template.js";
import type { Language } from "../domain/user.js";
import type { Messages } from "../messages/index.js";
import type { ChatStore } from "../ports/bot.js";
import type { FileStore, JobStore, Limits } from "../ports/index.js";
import type { Turns } from "./api/edit-throttle.js";
import type { Outgoing } from "./api/sender.js";

export interface BotOptions {
  token: string;
  /** Without a slash at its end. */
  apiRoot: string;
  /** A Bot API server of one's own that gives files of any size from its disk. */
  local: boolean;
  admins: readonly number[];
  allowed: readonly number[];
  groups: readonly number[];
  limits: Limits;
  remindAfterHours: number;
  closeAfterHours: number;
  /** Rows that were delivered stay when their sender's data is deleted. */
  keepDeliveredRows: boolean;
  template: Template;
  delimiter: "," | ";";
  /** The demonstration models are in use. */
  demo: boolean;
  /** Every text, by language; `operator` is the admins'. */
  messages: Record<Language, Messages>;
}

/** What every part of the bot works with. */
export interface Parts {
  options: BotOptions;
  store: JobStore;
  chats: ChatStore;
  files: FileStore;
  log: Logger;
  api: Api;
  outgoing: Outgoing;
  turns: Turns;
  /** Told that something changed: what watches the store looks at once. */
  nudge(): void;
  tellAdmins(failure: Failure): Promise<void>;
}

/** Telegram's limit for what a bot downloads (Bot API, getFile), and that of a server started with --local. */
export function mostBytes({ local }: Pick<BotOptions, "local">): number {
  return local ? 2000 * 2 ** 20 : 20 * 2 ** 20;
}
