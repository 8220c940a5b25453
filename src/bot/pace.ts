import { setTimeout as sleep } from "node:timers/promises";
import type { Transformer } from "grammy";

/** Telegram lets about one message a second through to a chat. */
const chatGapMs = 1050;
const mostChats = 10_000;

/** When a chat may get its next message, and until when Telegram wants none at all. */
interface Turn {
  next: number;
  closedUntil: number;
}

/**
 * Keeps Telegram's pace in each chat: every send and edit waits for its turn. After a "Too Many Requests" that chat is left
 * alone for as long as Telegram said: what would go there meanwhile is refused here, in Telegram's words.
 */
export function paced(): Transformer {
  const turns = new Map<unknown, Turn>();
  return async (previous, method, payload, signal) => {
    const chat = (payload as { chat_id?: unknown } | undefined)?.chat_id;
    if (chat === undefined || !/^(send|edit)/.test(method) || method === "sendChatAction")
      return previous(method, payload, signal);
    const turn = turnOf(chat);
    await itsTurn(turn, signal as AbortSignal | undefined);
    const seconds = secondsClosed(turn);
    if (seconds > 0) return tooManyRequests(seconds);
    const answer = await previous(method, payload, signal);
    const told = answer.ok ? undefined : answer.parameters?.retry_after;
    if (told !== undefined) turn.closedUntil = performance.now() + told * 1000;
    return answer;
  };

  function turnOf(chat: unknown): Turn {
    const turn = turns.get(chat) ?? { next: 0, closedUntil: 0 };
    if (turns.size > mostChats)
      for (const [key, { next, closedUntil }] of turns)
        if (Math.max(next, closedUntil) < performance.now()) turns.delete(key);
    turns.set(chat, turn);
    return turn;
  }
}

async function itsTurn(turn: Turn, signal: AbortSignal | undefined): Promise<void> {
  if (secondsClosed(turn) > 0) return;
  const at = Math.max(performance.now(), turn.next);
  turn.next = at + chatGapMs;
  await sleep(at - performance.now(), undefined, { ...(signal && { signal }) });
}

function secondsClosed({ closedUntil }: Turn): number {
  return Math.max(0, (closedUntil - performance.now()) / 1000);
}

function tooManyRequests(seconds: number) {
  const retry_after = Math.ceil(seconds);
  const description = `Too Many Requests: retry after ${retry_after}`;
  return { ok: false as const, error_code: 429, description, parameters: { retry_after } };
}
