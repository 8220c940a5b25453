import { setTimeout as sleep } from "node:timers/promises";
import type { Transformer } from "grammy";

/** Telegram lets about one message a second through to a chat, and to a group twenty a minute besides. */
const chatGapMs = 1050;
const groupMost = 20;
const groupWindowMs = 60_500;
const mostChats = 10_000;

/** When a chat may get its next message, and until when Telegram wants none at all. */
interface Turn {
  next: number;
  closedUntil: number;
  /** A group's last turns, twenty at the most. */
  lately: number[];
}

export interface Clock {
  /** Milliseconds that never go back. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const ownClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }) }),
};

/** Groups have negative numbers. */
export function isGroup(chat: unknown): boolean {
  return Number(chat) < 0;
}

/**
 * Keeps Telegram's pace in each chat: every send and edit waits for its turn. After a "Too Many Requests" that chat is left
 * alone for as long as Telegram said: what would go there meanwhile is refused here, in Telegram's words.
 */
export function paced(clock = ownClock): Transformer {
  const turns = new Map<unknown, Turn>();
  return async (previous, method, payload, signal) => {
    const chat = (payload as { chat_id?: unknown } | undefined)?.chat_id;
    if (chat === undefined || !/^(send|edit)/.test(method) || method === "sendChatAction")
      return previous(method, payload, signal);
    const turn = turnOf(chat);
    await itsTurn(turn, isGroup(chat), clock, signal as AbortSignal | undefined);
    const seconds = secondsClosed(turn, clock);
    if (seconds > 0) return tooManyRequests(seconds);
    const answer = await previous(method, payload, signal);
    const told = answer.ok ? undefined : answer.parameters?.retry_after;
    if (told !== undefined) turn.closedUntil = clock.now() + told * 1000;
    return answer;
  };

  function turnOf(chat: unknown): Turn {
    const turn = turns.get(chat) ?? { next: 0, closedUntil: 0, lately: [] };
    if (turns.size > mostChats)
      for (const [key, { next, closedUntil, lately }] of turns)
        if (Math.max(next, closedUntil, (lately.at(-1) ?? Number.NEGATIVE_INFINITY) + groupWindowMs) < clock.now())
          turns.delete(key);
    turns.set(chat, turn);
    return turn;
  }
}

async function itsTurn(turn: Turn, isGroup: boolean, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  if (secondsClosed(turn, clock) > 0) return;
  const free = turn.lately.length < groupMost ? 0 : (turn.lately[0] ?? 0) + groupWindowMs;
  const at = Math.max(clock.now(), turn.next, free);
  turn.next = at + chatGapMs;
  if (isGroup) turn.lately = [...turn.lately, at].slice(-groupMost);
  await clock.sleep(at - clock.now(), signal);
}

function secondsClosed({ closedUntil }: Turn, clock: Clock): number {
  return Math.max(0, (closedUntil - clock.now()) / 1000);
}

function tooManyRequests(seconds: number) {
  const retry_after = Math.ceil(seconds);
  const description = `Too Many Requests: retry after ${retry_after}`;
  return { ok: false as const, error_code: 429, description, parameters: { retry_after } };
}
