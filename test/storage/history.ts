import { statusOf } from "../../src/bot/loops/status-messages.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { messages } from "../../src/messages/index.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import type { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { ani, broken, budi, Sellers } from "./sellers.js";

const sellers = 20;
const inReport = 10;
const monthMs = 30 * 24 * 3_600_000;

/** So many recordings of long ago, of twenty sellers (Ani is one), all of them delivered; of the last report Telegram wanted nothing. */
export function addHistory(db: Connection, recordings: number): void {
  const counted = `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @last)`;
  const reports = { last: recordings / inReport - 1, at: Date.now() - monthMs, ani: ani.user };
  const template = JSON.stringify(drinks);
  db.write(() => {
    db.run(
      `${counted} INSERT INTO reports (id, status, owner_user, owner_chat, template, settings, created_at, settled_at, revision, turn)
       SELECT i + 1, 'COMPLETED', @ani + i % ${sellers}, @ani + i % ${sellers}, @template, '{}', @at + i, @at + i + 1, 1, i + 1 FROM n`,
      { ...reports, template },
    );
    db.run(
      `${counted} INSERT INTO recordings
         (id, report_id, position, name, source, key, bytes, sha256, status, failure, run_at, received_at, finished_at, seconds, timings)
       SELECT i + 1, i / ${inReport} + 1, i % ${inReport} + 1, 'a', 'a', 'old ' || i, 100, 'sha ' || i,
         iif(i % 50, 'SUCCEEDED', 'FAILED'), iif(i % 50, NULL, @failure), 0, @at + i, @at + i, 9, '{"transcribing":800}' FROM n`,
      { last: recordings - 1, at: reports.at, failure: JSON.stringify(broken.stored) },
    );
    db.run("INSERT INTO transcripts SELECT id, 'tiga teh', '{}' FROM recordings WHERE status = 'SUCCEEDED'");
    db.run(`INSERT INTO rows SELECT id, 0, '{"values":{},"evidence":{},"flags":{}}' FROM recordings`);
    db.run("INSERT OR REPLACE INTO status_messages SELECT id, 5, '', 1 FROM reports");
    db.run(`INSERT INTO deliveries (report_id, revision, status, due_at, message_id, delivered_at)
            SELECT id, 1, iif(id = (SELECT max(id) FROM reports), 'UNDELIVERABLE', 'DELIVERED'), 0, 5, created_at FROM reports`);
  });
}

export type Look = [what: string, work: () => Promise<unknown>];

/** What the services do again and again, on a box where Ani and Budi have an open report each. */
export async function looks(db: Connection): Promise<Look[]> {
  const store = new SqliteJobStore(db);
  const chats = new SqliteChatStore(db, { id: "bot", isGone: () => true });
  const people = new Sellers(store);
  await people.received(ani, 5);
  await people.received(budi, 5);
  const report = await store.openReport(ani);
  if (!report) throw new Error("no report is open");
  const parts = { options: { messages, limits: { recordings: 30 } } as never, store, chats };
  return [
    ["somebody writes", () => chats.reachable(ani.chat)],
    ["a recording comes", async () => store.cancelReport((await people.receive({ user: 3, chat: 3 })).report.id)],
    ["a download is looked for", () => store.toFetch(3)],
    [
      "a recording is claimed",
      async () => {
        const job = await store.claim({ worker: "w", leaseMs: 1000 });
        await store.release(job?.recording.id ?? 0, job?.token ?? "");
      },
    ],
    ["leases are looked at", () => store.reclaim(3, () => false)],
    ["statuses are looked for", () => chats.statusesDue()],
    ["a status is made", () => statusOf(parts, { report })],
    ["a delivery is looked for", () => chats.nextDelivery()],
    ["forgotten reports are looked for", () => chats.forgotten(0)],
  ];
}
