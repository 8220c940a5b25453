import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { en } from "../../src/messages/en/index.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { noLimits } from "./sellers.js";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-old-"));
  path = join(folder, "catat.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

function hasVersion(version: number): void {
  const old = new Database(path);
  old.exec(readFileSync(new URL(`version-${version}.sql`, import.meta.url), "utf8"));
  old.close();
}

describe("a database of the first schema", () => {
  beforeEach(() => hasVersion(1));

  it("opens with everything that it held, twice as well as once", async () => {
    new Connection(path).close();
    const store = new SqliteJobStore(new Connection(path));
    expect((await store.reports()).map((r) => [r.id, r.status, r.owner])).toEqual([
      [3, "OPEN", null],
      [2, "PROCESSING", null],
      [1, "COMPLETED", null],
    ]);
    const [first, second] = await store.recordings(1);
    expect(first).toMatchObject({ name: "a.ogg", seconds: 12.5, silent: false, receivedAt: 1_700_000_000_000 });
    expect(second).toMatchObject({ status: "SUCCEEDED", duplicateOf: 1 });
    expect(await store.rows(1)).toEqual([{ position: 1, row: { values: { nama: "Sari" }, evidence: {}, flags: {} } }]);
    expect((await store.transcript(1))?.text).toBe("Bu Sari beli tiga teh");
    expect(await store.pace()).toEqual({ transcribing: 800 });
    expect([await store.output(1), (await store.report(1))?.settings, await store.output(2)]).toEqual([
      "report.csv",
      {},
      null,
    ]);
    await store.close();
  });

  it("goes on where it stopped: what ran is taken back, what was to be fetched is fetched", async () => {
    const store = new SqliteJobStore(new Connection(path));
    const work = async () => {
      const job = await store.claim({ worker: "w", leaseMs: 1000 });
      expect(await store.succeed(job?.recording.id ?? 0, job?.token ?? "", { rows: [], droppedRows: 0 }, {})).toBe(
        true,
      );
    };
    expect(await store.reclaim(3, () => true)).toBe(1);
    await work();
    expect(await store.report(2)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
    await store.fetched(5, { file: "5-eeeeeeee", bytes: 1, sha256: "ee" });
    await store.closeReport(3);
    await work();
    expect(await store.report(3)).toMatchObject({ status: "COMPLETED", revision: 1 });
    await store.close();
  });

  it("of a newer Catat is refused in a sentence, and left as it is", () => {
    const newer = new Database(path);
    newer.pragma("user_version = 99");
    const sentence = new RegExp(`The database ${path} was made by a newer Catat \\(version 99, this one knows \\d+\\)`);
    expect(() => new Connection(path)).toThrow(
      expect.toSatisfy((failure) => sentence.test(en.failures.store_newer(failure.facts))),
    );
    expect(newer.prepare("SELECT count(*) FROM recordings").pluck().get()).toBe(5);
    newer.close();
  });
});

describe("a database of the fifth schema", () => {
  beforeEach(() => hasVersion(5));

  it("has each seller's reports of a day counted, and every status message that is still to be sent", async () => {
    const db = new Connection(path);
    const [store, chats] = [new SqliteJobStore(db), new SqliteChatStore(db, { id: "bot", isGone: () => true })];
    expect((await store.reports()).map((r) => [r.id, r.number])).toEqual([
      [4, 3],
      [3, 1],
      [2, 2],
      [1, 1],
    ]);
    const due = (await chats.statusesDue()).map((s) => [s.report.id, s.messageId]);
    expect(due).toEqual([
      [3, 12],
      [4, null],
    ]);
    expect((await store.toFetch(1))[0]).toMatchObject({ id: 4, wantedAt: 1_700_000_030_000 });
    await store.close();
  });

  it("knows what came to its bot, and takes what comes to another one with the same numbers", async () => {
    const store = new SqliteJobStore(new Connection(path));
    const comes = async (bot: number, sentAt: number) => {
      const former = { key: "telegram:2:17", sentAt };
      const message = { key: `telegram:${bot}:2:17`, former, name: "d", source: "tg", bytes: 1 };
      return (await store.receive({ user: 2, chat: 2 }, message, drinks, noLimits)).recording.id;
    };
    expect(await comes(700, 1_700_000_029_000)).toBe(4);
    expect(await comes(701, Date.now())).toBeGreaterThan(4);
    await store.close();
  });
});
