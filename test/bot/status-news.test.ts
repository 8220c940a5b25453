import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { News } from "../../src/bot/loops/status-news.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { ani, budi, Sellers } from "../storage/sellers.js";
import { Watched } from "../storage/watched.js";

const clock = { now: 0 };
let folder: string;
let db: Watched;
let store: SqliteJobStore;
let chats: SqliteChatStore;
let sellers: Sellers;
let news: News;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-news-"));
  db = new Watched(join(folder, "catat.db"));
  store = new SqliteJobStore(db);
  chats = new SqliteChatStore(db, { id: "bot", isGone: () => true });
  sellers = new Sellers(store);
  news = new News(() => clock.now);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** The reports that have news; all of it is told. */
async function told(): Promise<number[]> {
  const due = await news.due(chats);
  for (const status of due) news.told(status);
  return due.map((status) => status.report.id);
}

describe("the news of a report's status", () => {
  it("are none while nothing changes, and the database is asked for its version alone", async () => {
    const id = await sellers.received(ani, 3);
    expect(await told()).toEqual([id]);
    expect(await db.during(async () => expect(await told()).toEqual([]))).toEqual({ statements: 1, rows: 1 });
  });

  it("are what this process wrote, and what another one did, of that report alone", async () => {
    const [mine, other] = [await sellers.received(ani, 2), await sellers.received(budi, 1)];
    await told();
    await sellers.claim();
    expect(await told()).toEqual([mine]);
    const worker = new SqliteJobStore(new Watched(join(folder, "catat.db")));
    const [waits] = await worker.recordings(other);
    await worker.cancelReport(waits?.reportId ?? 0);
    await worker.close();
    expect(await told()).toEqual([other]);
    expect(await told()).toEqual([]);
  });

  it("are no lease that was renewed", async () => {
    await sellers.received(ani, 1);
    const job = await sellers.claim();
    await told();
    expect(await store.renew(job?.recording.id ?? 0, job?.token ?? "", 60_000)).toBe(true);
    expect(await told()).toEqual([]);
  });

  it("are another language, and a status that is to be sent anew", async () => {
    const id = await sellers.received(ani, 1);
    await chats.statusShown(id, { messageId: 7, shown: "x", final: false });
    await told();
    await chats.setLanguage({ id: ani.user, name: "Ani", username: null }, "en");
    expect(await told()).toEqual([id]);
    await chats.showAnew(id);
    expect(await told()).toEqual([id]);
  });

  it("are every ten seconds what time, pace and others' recordings do to it", async () => {
    const id = await sellers.received(ani, 1);
    await told();
    clock.now += 9_999;
    expect(await told()).toEqual([]);
    clock.now += 1;
    expect(await told()).toEqual([id]);
  });

  it("are there until they were told", async () => {
    const id = await sellers.received(ani, 1);
    await news.due(chats);
    expect(await told()).toEqual([id]);
  });
});
