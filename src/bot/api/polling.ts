import { setTimeout as sleep } from "node:timers/promises";
import { type Api, GrammyError } from "grammy";
import type { Update } from "grammy/types";
import type { Logger } from "pino";
import { Failure } from "../../domain/failure.js";
import { boxFault } from "./box-fault.js";
import { isOutage, loggable, pollSeconds } from "./errors.js";

const longestWaitMs = 15_000;
/** As long as Telegram says, but no longer: a timer holds no more than 24 days, and goes off at once beyond. */
const longestToldMs = 15 * 60_000;
/**
 * An update that fails so often is left out, and that is told: it would keep all that come after it from being read. Where the box is at fault,
 * all of them wait at Telegram until it is mended.
 */
const mostTries = 3;
const mostConflicts = 6;
/** A stop waits no longer for its last confirmation: what is not confirmed comes again, and changes nothing. */
const confirmMs = 5000;

export interface Polling {
  api: Api;
  token: string;
  log: Logger;
  handle(update: Update): Promise<unknown>;
  /** Told of an update that is left out, and of the error that it met. Where this fails, the update comes again. */
  onDropped(update: Update, error: unknown): Promise<void>;
  /** Told how each look for updates went: null where Telegram answered. */
  onLook(error: unknown): void;
}

/**
 * Long polling until the signal is aborted. An update is confirmed to Telegram after it was handled, so that one which meets a
 * crash comes again; grammY's own polling confirms what it has only begun. Throws bot_elsewhere, token_wrong.
 */
export async function poll(polling: Polling, signal: AbortSignal): Promise<void> {
  const { api, token, log, handle, onDropped, onLook } = polling;
  let offset = 0;
  let tries = 0;
  let failures = 0;
  let isPrepared = false;
  while (!signal.aborted) {
    try {
      if (!isPrepared) await api.deleteWebhook({}, signal as never);
      isPrepared = true;
      const options = { offset, timeout: pollSeconds, allowed_updates: ["message", "callback_query"] as const };
      const updates = await api.getUpdates(options, signal as never);
      failures = 0;
      onLook(null);
      for (const update of updates) {
        if (signal.aborted) break;
        await handle(update).catch(async (error: unknown) => {
          const fault = boxFault(error);
          if (!fault) tries += 1;
          log.error({ update: update.update_id, tries, reason: loggable(error, token) }, "update not handled");
          if (fault || tries < mostTries) throw new NotHandled();
          await onDropped(update, error).catch((cause: unknown) => {
            throw new NotHandled("", { cause });
          });
        });
        tries = 0;
        offset = update.update_id + 1;
      }
    } catch (error) {
      if (signal.aborted) break;
      failures += 1;
      if (!(error instanceof NotHandled)) {
        judge(error, failures);
        onLook(error);
      }
      if (failures === 1 && !isOutage(error)) log.warn({ reason: loggable(error, token) }, "updates cannot be read");
      await sleep(waitMs(error, failures), undefined, { signal }).catch(() => undefined);
    }
  }
  if (offset === 0) return;
  const enough = AbortSignal.timeout(confirmMs);
  await api.getUpdates({ offset, limit: 1, timeout: 0 }, enough as never).catch(() => undefined);
}

class NotHandled extends Error {}

/** Throws what waiting does not mend. */
function judge(error: unknown, failures: number): void {
  if (!(error instanceof GrammyError)) return;
  if (error.error_code === 401) throw new Failure("token_wrong", { reason: error.description }, { cause: error });
  if (error.error_code === 409 && failures >= mostConflicts) throw new Failure("bot_elsewhere", {}, { cause: error });
}

function waitMs(error: unknown, failures: number): number {
  const told = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return told === undefined ? Math.min(longestWaitMs, 500 * 2 ** failures) : Math.min(longestToldMs, told * 1000);
}
