import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Api, GrammyError, HttpError, InputFile } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Entry } from "./telegram/log.js";
import { rate } from "./telegram/rate.js";
import type { Seller } from "./telegram/seller.js";
import { FakeTelegram } from "./telegram/telegram.js";

let telegram: FakeTelegram;
let api: Api;
let seller: Seller;

beforeEach(async () => {
  telegram = await FakeTelegram.start();
  api = new Api(telegram.token, { apiRoot: telegram.url });
  seller = telegram.user({ id: 11, first_name: "Budi" });
  seller.says("/start");
});
afterEach(() => telegram.close());

const csv = () => new InputFile(Buffer.from("Nama\r\n"), "r.csv");

async function link(bytes: Uint8Array): Promise<string> {
  const { message } = seller.sends(bytes);
  const { file_path } = await api.getFile(message?.voice?.file_id ?? "");
  return `${telegram.url}/file/bot${telegram.token}/${file_path}`;
}

describe("a fault", () => {
  it("of too many requests says how long to wait, to one method and chat, as often as told", async () => {
    telegram.user({ id: 12, first_name: "Ani" }).says("/start");
    telegram.fail({ method: "sendMessage", chat: 11, times: 2, status: 429, retry_after: 7 });
    const error = await api.sendMessage(11, "x").catch((e) => e);
    expect(error).toBeInstanceOf(GrammyError);
    expect(error).toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
    await api.sendMessage(12, "x");
    await api.sendDocument(11, csv());
    await expect(api.sendMessage(11, "x")).rejects.toThrow("Too Many Requests: retry after 7");
    await api.sendMessage(11, "arrived");
    expect(telegram.chat(11).map((m) => m.text)).toEqual(["/start", "", "arrived"]);
    expect(telegram.log.filter((e) => e.status === 429).map((e) => e.retry_after)).toEqual([7, 7]);
  });

  it("of the server comes until it is ended", async () => {
    const fault = telegram.fail({ status: 500, times: Number.POSITIVE_INFINITY });
    await expect(api.getMe()).rejects.toMatchObject({ error_code: 500, description: "Internal Server Error" });
    await expect(api.sendMessage(11, "x")).rejects.toMatchObject({ error_code: 500 });
    fault.end();
    await api.getMe();
    expect(telegram.chat(11)).toHaveLength(1);
  });

  it("that loses the answer leaves the document in the chat", async () => {
    telegram.loseAnswer({ method: "sendDocument" });
    await expect(api.sendDocument(11, csv())).rejects.toBeInstanceOf(HttpError);
    expect(telegram.documents(11)).toHaveLength(1);
    expect(telegram.log.at(-1)).toMatchObject({ method: "sendDocument", chat_id: 11, done: true });
    expect(telegram.log.at(-1)).not.toHaveProperty("status");
    await api.sendDocument(11, csv());
    expect(telegram.documents(11)).toHaveLength(2);
  });

  it("that holds the answer lets it go in the end", async () => {
    const fault = telegram.holdAnswer({ method: "sendDocument" });
    let answered = false;
    const sent = api.sendDocument(11, csv()).then(() => {
      answered = true;
    });
    await telegram.until(() => telegram.documents(11).length);
    await sleep(20);
    expect(answered).toBe(false);
    fault.end();
    await sent;
  });

  it("that swallows a request does nothing and never answers", async () => {
    telegram.swallow({ method: "sendMessage" });
    const impatient = new Api(telegram.token, { apiRoot: telegram.url, timeoutSeconds: 0.1 });
    await expect(impatient.sendMessage(11, "x")).rejects.toBeInstanceOf(HttpError);
    await api.sendMessage(11, "y");
    expect(telegram.chat(11).map((m) => m.text)).toEqual(["/start", "y"]);
  });

  it("of the bot in the middle of an upload leaves nothing in the chat", async () => {
    const { port } = new URL(telegram.url);
    const headers = { "content-type": "multipart/form-data; boundary=b", "content-length": 1000 };
    const upload = request({ port, path: `/bot${telegram.token}/sendDocument`, method: "POST", headers });
    upload.on("error", () => {});
    upload.write('--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n11\r\n--b\r\n');
    await sleep(30);
    upload.destroy();
    await sleep(30);
    await api.getMe();
    expect(telegram.log.map((e) => e.method)).toEqual(["message", "getMe"]);
  });

  it("that delays is felt by its method alone, until it is taken back", async () => {
    telegram.delay("sendMessage", 600_000);
    const leave = new AbortController();
    const late = expect(api.sendMessage(11, "x", {}, leave.signal as never)).rejects.toThrow();
    await telegram.until(() => telegram.log.at(-1)?.method === "sendMessage");
    await api.getMe();
    leave.abort();
    await late;
    telegram.delay("sendMessage", 0);
    await api.sendMessage(11, "y");
    expect(telegram.chat(11).map((m) => m.text)).toEqual(["/start", "y"]);
  });

  it("of the network cuts every connection at once, and loses no update", async () => {
    const waiting = expect(api.getUpdates({ offset: 800_000, timeout: 20 })).rejects.toBeInstanceOf(HttpError);
    await telegram.until(() => telegram.log.at(-1)?.method === "getUpdates");
    telegram.offline(true);
    await waiting;
    await expect(api.getMe()).rejects.toBeInstanceOf(HttpError);
    seller.says("meanwhile");
    telegram.offline(false);
    expect((await api.getUpdates()).at(-1)?.message?.text).toBe("meanwhile");
  });
});

describe("a download", () => {
  const bytes = Buffer.alloc(300_000, "sound");

  it("gives the bytes that were sent, or says that there are none", async () => {
    const url = await link(bytes);
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true);
    expect((await fetch(url.replace("/voice/", "/music/"))).status).toBe(404);
    expect((await fetch(url.replace("test-token", "other"))).status).toBe(401);
    telegram.fail({ method: "download", status: 502 });
    expect((await fetch(url)).status).toBe(502);
    const [first] = telegram.log.filter((e) => e.method === "download");
    expect(first).toMatchObject({ chat_id: 11, done: true, status: 200 });
  });

  it("is cut in the middle as often as told, and then goes through", async () => {
    telegram.cutDownload({ after: 100_000, times: 2 });
    const url = await link(bytes);
    for (const _ of [1, 2]) {
      const response = await fetch(url);
      expect(response.headers.get("content-length")).toBe("300000");
      await expect(response.arrayBuffer()).rejects.toThrow();
    }
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(300_000);
  });

  it("trickles in, byte by byte, until its caller leaves", async () => {
    telegram.trickleDownload({ after: 100_000 });
    const leave = new AbortController();
    const response = await fetch(await link(bytes), { signal: leave.signal });
    const reader = response.body?.getReader();
    let got = 0;
    while (got < 100_003) got += (await reader?.read())?.value?.length ?? 0;
    leave.abort();
    await expect(reader?.read()).rejects.toThrow();
    expect(telegram.log.find((e) => e.method === "download")).toMatchObject({ done: false });
    expect(await (await fetch(await link(bytes))).arrayBuffer()).toHaveProperty("byteLength", 300_000);
  });

  it("stays open until it is released", async () => {
    const fault = telegram.holdDownload({ after: 100_000 });
    const response = await fetch(await link(bytes));
    const reader = response.body?.getReader();
    let got = 0;
    while (got < 100_000) got += (await reader?.read())?.value?.length ?? 0;
    const next = reader?.read();
    expect(await Promise.race([next, sleep(30, "nothing")])).toBe("nothing");
    fault.end();
    for (let part = await next; part && !part.done; part = await reader?.read()) got += part.value?.length ?? 0;
    expect(got).toBe(300_000);
  });
});

describe("the rate", () => {
  it("is counted per chat, and per message that is edited", async () => {
    const { message_id } = await api.sendMessage(11, "0");
    for (const text of ["1", "2"]) await api.editMessageText(11, message_id, text);
    await api.editMessageText(11, message_id, "3");
    await api.sendChatAction(11, "typing");
    const asked = telegram.log.filter((e) => e.from === "bot");
    const timed = [0, 10, 20, 250, 260].map((at, i) => ({ ...(asked[i] as Entry), at }));
    expect(rate(timed, 11, 1)).toEqual({ requests: 4, edits: 3 });
    expect(rate(timed, 11, 0.2)).toEqual({ requests: 3, edits: 2 });
    expect(rate(timed, 12, 1)).toEqual({ requests: 0, edits: 0 });
  });

  it("above the limit closes the chat for a while, and no other", async () => {
    telegram.user({ id: 12, first_name: "Ani" }).says("/start");
    telegram.flood.limit = 2;
    let sent = 0;
    let refusal: unknown;
    for (; !refusal; sent += refusal ? 0 : 1)
      await api.sendMessage(11, "x").catch((error) => {
        refusal = error;
      });
    expect(sent).toBeGreaterThanOrEqual(2);
    expect(refusal).toMatchObject({ parameters: { retry_after: 1 } });
    await api.sendMessage(12, "1");
    await sleep(1050);
    await api.sendMessage(11, "x");
    expect(telegram.chat(11)).toHaveLength(sent + 2);
  });
});

describe("waiting", () => {
  it("that is in vain tells the end of the log, and a predicate that throws ends it", async () => {
    await api.sendMessage(11, "x");
    await expect(telegram.until(() => false, 20)).rejects.toThrow(/waited 20 ms in vain[\s\S]*bot sendMessage 11 200/);
    const broken = telegram.until(() => {
      throw new Error("broken");
    });
    await expect(broken).rejects.toThrow("broken");
  });
});
