import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, paced } from "../../src/bot/api/rate-limit.js";
import { rate } from "../fakes/telegram/rate.js";

const group = -100_500;
const seller = 1001;

/** A clock on which waiting takes no time, and what was sent at which moment of it. */
function clocked() {
  let now = 0;
  const clock: Clock = {
    now: () => now,
    async sleep(ms) {
      now += Math.max(0, ms);
    },
  };
  const sent: { at: number; chat_id: number; method: string }[] = [];
  const transform = paced(clock);
  const send = async (chat_id: number, method = "sendMessage") => {
    const telegram = async () => {
      sent.push({ at: now, chat_id, method });
      return { ok: true as const, result: true as never };
    };
    await transform(telegram as never, method as never, { chat_id } as never);
  };
  const densest = (chat: number, seconds: number) =>
    rate(
      sent.map((s) => ({ ...s, from: "bot" as const, params: {}, done: true })),
      chat,
      seconds,
    ).requests;
  return { clock, send, sent, densest };
}

describe("what is sent into a chat", () => {
  it("of a group is at most twenty messages and edits in any minute, and one in any second", async () => {
    const gaps = fc.array(fc.tuple(fc.nat(4000), fc.constantFrom("sendMessage", "editMessageText", "sendDocument")), {
      minLength: 60,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(gaps, async (all) => {
        const { clock, send, densest } = clocked();
        for (const [gap, method] of all) {
          await clock.sleep(gap);
          await send(group, method);
        }
        expect(densest(group, 60)).toBeLessThanOrEqual(20);
        expect(densest(group, 1)).toBe(1);
      }),
    );
  });

  it("of a group goes out as fast as in any other chat until the twenty are used up", async () => {
    const { send, sent } = clocked();
    for (let i = 0; i < 21; i++) await send(group);
    expect(sent[19]?.at).toBeLessThan(21_000);
    expect(sent[20]?.at).toBeGreaterThanOrEqual(60_000);
  });

  it("of one person is a message a second, for as long as there is something to say", async () => {
    const { send, densest } = clocked();
    for (let i = 0; i < 100; i++) await send(seller);
    expect(densest(seller, 1)).toBe(1);
    expect(densest(seller, 60)).toBeGreaterThan(50);
  });

  it("of a group does not hold up another chat", async () => {
    const { send, sent } = clocked();
    for (let i = 0; i < 20; i++) await send(group);
    await send(seller);
    expect(sent.at(-1)?.at).toBeLessThan(25_000);
  });
});
