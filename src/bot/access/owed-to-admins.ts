import type { Failure } from "../../domain/failure.js";
import type { NewNotice } from "../../ports/bot.js";
import type { BotOptions } from "../context.js";

/** That each admin is owed to be told. */
export function toAdmins({ admins }: Pick<BotOptions, "admins">, key: string, failure: Failure, report?: number) {
  return admins.map(
    (admin): NewNotice => ({
      key,
      to: { user: admin, chat: admin },
      toAdmin: true,
      failure: failure.stored,
      ...(report !== undefined && { report }),
    }),
  );
}
