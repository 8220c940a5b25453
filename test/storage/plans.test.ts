import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { ChatStore, Notice } from "../../src/ports/bot.js";
import type { Job, JobStore } from "../../src/ports/index.js";
import { foldersOf } from "../../src/storage/files/folders.js";
import { Tidying } from "../../src/storage/maintenance/tidy.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { ani, broken, budi, Sellers } from "./sellers.js";
import { Watched } from "./watched.js";

let folder: string;
let db: Watched;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-plans-"));
  db = new Watched(join(folder, "catat.db"));
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** The store, with the names of its methods that nobody has called. */
function noted<T extends object>(store: T): [T, Set<string>] {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(store));
  const uncalled = new Set(names.filter((name) => name !== "constructor" && !["found", "keep"].includes(name)));
  const noting = new Proxy(store, {
    get(target, name) {
      uncalled.delete(String(name));
      return Reflect.get(target, name);
    },
  });
  return [noting, uncalled];
}

/** What a worker does with a recording, in three ways. */
async function work(store: JobStore, sellers: Sellers): Promise<void> {
  await sellers.received(ani, 3);
  const lease = { worker: "w", leaseMs: 1000 };
  const { recording, token } = (await store.claim(lease)) as Job;
  await store.renew(recording.id, token, 1000);
  await store.progress(recording.id, token, { stage: "transcribing", seconds: 3 });
  await store.saveTranscript(recording.id, token, { text: "tiga teh", language: "id", model: "m", segments: [] });
  await store.succeed(recording.id, token, { rows: [], droppedRows: 0 }, { transcribing: 5 });
  const next = (await store.claim(lease)) as Job;
  await store.release(next.recording.id, next.token);
  await sellers.work("fail");
  await store.claim(lease);
  await store.reclaim(3, () => true);
  await store.hasWork(recording.reportId);
  await store.transcript(recording.id);
  await store.hearAnew(recording.reportId);
  await store.output(recording.reportId);
}

/** What the bot does with what comes, and shows. */
async function receive(store: JobStore, sellers: Sellers): Promise<void> {
  const { recording, report } = await sellers.receive(ani);
  await store.toFetch(3);
  await store.stillFetching([recording.id]);
  await store.fetchLater(recording.id, broken, 0);
  await store.refuse(recording.id, broken);
  const again = (await sellers.receive(ani)).recording;
  await store.fetched(again.id, { file: "f", bytes: 10, sha256: "2" });
  await store.openReport(ani);
  await store.underWay(ani.user);
  await store.reportsOf(ani.user, 8);
  await store.reportCount(ani.user);
  await store.retryable(ani.user);
  await store.mayRetry(report.id);
  await store.retry(report.id);
  await Promise.all([
    store.report(report.id),
    store.recordings(report.id),
    store.rows(report.id),
    store.ahead(report.id),
  ]);
  await store.pace();
  await store.closeReport(report.id);
  await store.cancelReport(report.id);
  await store.createReport(drinks, {}, [{ name: "a", source: "/a" }]);
}

async function deliver(chats: ChatStore, id: number): Promise<void> {
  const next = async () => (await chats.nextDelivery([1]))?.revision ?? 0;
  await chats.deliverLater(id, await next(), { at: 0, maybeSent: true });
  await chats.undeliverable(id, await next());
  await chats.reachable(budi.chat);
  await chats.delivered(id, await next(), 5);
  await chats.redeliver(id);
}

async function talk(chats: ChatStore, sellers: Sellers): Promise<void> {
  const person = { id: ani.user, name: "Ani", username: null };
  const id = await sellers.received(ani, 1);
  await chats.ask(person);
  await chats.decide(person.id, "ALLOWED", 1);
  await chats.seen(person, "id");
  await chats.setLanguage(person, "en");
  await chats.user(person.id);
  await chats.unasked(1);
  await chats.asked(1, person.id);
  await chats.version();
  await chats.worksAs(700);
  await chats.statusesDue();
  await chats.statusShown(id, { messageId: 7, shown: "x", final: false, isEdit: true });
  await chats.statusMessages(ani.user);
  await chats.newestRecording(ani.user);
  await chats.fileSent(id);
  await chats.owe([{ key: "k", to: ani, toAdmin: false, failure: broken.stored, report: id }]);
  const { ids } = (await chats.owed())[0] as Notice;
  await chats.tellLater(ids, 0);
  await chats.tellInPrivate(ids);
  await chats.told(ids, 8);
  await chats.dropNotices(ids);
  await chats.showAnew(id);
  await chats.forgotten(Date.now() + 1000);
  await chats.reminded(id);
  await chats.numbersOf(ani.chat);
  await chats.groupMoved(-5, -100_5);
}

it("no statement of the services reads all reports or recordings that ever were", async () => {
  const [store, uncalled] = noted(new SqliteJobStore(db));
  const [chats, unasked] = noted(new SqliteChatStore(db, { id: "bot", isGone: () => true }));
  const sellers = new Sellers(store);
  await work(store, sellers);
  await receive(store, sellers);
  await talk(chats, sellers);
  await deliver(chats, await sellers.settled(budi, "fail"));
  await chats.forget(ani.user, true);
  const tidying = new Tidying(db, foldersOf(folder), pino({ level: "silent" }));
  tidying.serve({ audioMs: 1, rowsMs: 1, keepDeliveredRows: false });
  const found = [...db.asked.keys()].flatMap((sql) => db.scans(sql).map((scan) => ({ scan, sql })));
  expect(found).toEqual([]);
  // The lists of the command line alone, and the end.
  expect([...uncalled, ...unasked].sort()).toEqual(["close", "reports", "users"]);
});
