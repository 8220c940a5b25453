import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "grammy";
import pino from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Turns } from "../../src/bot/api/edit-throttle.js";
import { Outgoing } from "../../src/bot/api/sender.js";
import type { Parts } from "../../src/bot/context.js";
import { showStatuses } from "../../src/bot/loops/status-messages.js";
import { Bell } from "../../src/bot/loops/wake-up.js";
import { messages } from "../../src/messages/index.js";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { Box } from "../storage/box.js";
import { ani } from "../storage/sellers.js";

let folder: string;
let telegram: FakeTelegram;
let box: Box;
let stop: AbortController;
let work: Promise<void>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "catat-statuses-"));
  telegram = await FakeTelegram.start();
  box = new Box(folder);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await work;
  await telegram.close();
  box.close();
  rmSync(folder, { recursive: true });
});

/** Shows statuses; `onSent` is run when one has been sent, before the answer is here. */
function start(onSent: () => Promise<unknown>): void {
  const api = new Api(telegram.token, { apiRoot: telegram.url });
  api.config.use(async (previous, method, payload, signal) => {
    const answer = await previous(method, payload, signal);
    if (method === "sendMessage") await onSent();
    return answer;
  });
  const log = pino({ level: "silent" });
  const { store, chats } = box;
  const outgoing = new Outgoing(api, telegram.token, log);
  const options = { token: telegram.token, messages, limits: { recordings: 30 } } as Parts["options"];
  const parts: Partial<Parts> = { options, store, chats, api, log, outgoing, turns: new Turns() };
  work = showStatuses(parts as Parts, new Bell(), stop.signal);
}

it("a status message that was being sent while its report was removed is taken back", async () => {
  telegram.user({ id: ani.user, first_name: "Ani" }).says("/start");
  await box.report(ani, ["waits"]);
  start(() => box.chats.forget(ani.user, false));
  const asked = (method: string) => telegram.log.filter((e) => e.from === "bot" && e.method === method && e.done);
  await telegram.until(() => asked("deleteMessage").length > 0, 60_000);
  expect(asked("sendMessage")).toHaveLength(1);
  expect(telegram.chat(ani.chat).filter((m) => m.from === "bot")).toEqual([]);
});
