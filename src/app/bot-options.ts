import { readFile } from "node:fs/promises";
import type { BotOptions } from "../bot/context.js";
import type { Settings, TelegramSettings } from "../config/index.js";
import { Failure } from "../domain/failure.js";
import { drinks } from "../domain/templates/drinks.js";
import { messages } from "../messages/index.js";

/** Throws token_missing, token_file_unreadable, token_wrong. */
export async function readToken({ token, tokenFile }: TelegramSettings): Promise<string> {
  const found = token ?? (tokenFile === null ? null : await contentOf(tokenFile));
  if (found === null) throw new Failure("token_missing", {});
  const trimmed = found.trim();
  // What BotFather gives. Checked here, since the token becomes part of addresses.
  if (!/^\d+:[\w-]+$/.test(trimmed)) throw new Failure("token_wrong", { reason: "123456:ABC…" });
  return trimmed;
}

async function contentOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new Failure("token_file_unreadable", { path, reason: cause.code ?? cause.message }, { cause });
  });
}

/** What of the settings the bot needs. */
export function botOptions(settings: Settings, token: string): BotOptions {
  const { telegram, maxRecordings, delimiter, demo, retention } = settings;
  return {
    ...telegram,
    token,
    limits: { recordings: maxRecordings, ...telegram.limits },
    template: drinks,
    keepDeliveredRows: retention.keepDeliveredRows,
    delimiter,
    demo,
    messages,
  };
}
