import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/ports/index.js";
import { inspect } from "../../src/storage/maintenance/inspection.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { Box } from "./box.js";
import { ani, broken } from "./sellers.js";

let folder: string;
let box: Box;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-cancelled-"));
  box = new Box(folder);
});
afterEach(() => {
  expect(inspect(box.db, box.folders)).toEqual([]);
  box.close();
  rmSync(folder, { recursive: true });
});

const take = async () => (await box.store.claim({ worker: "w", leaseMs: 60_000 })) as Job;
const found = { rows: [{ values: { nama: "Bu Sari" }, evidence: {}, flags: {} }], droppedRows: 0 };

/** A report that was delivered with a failure or two, and is tried again. */
async function retried(...endings: Parameters<Box["report"]>[1]): Promise<number> {
  const id = await box.report(ani, ["succeeds", ...endings]);
  await box.deliver();
  expect(await box.store.retry(id)).toBe(endings.length);
  return id;
}

describe("a retry that is cancelled", () => {
  it("leaves the report as it was delivered, with the failures that it had", async () => {
    const id = await retried("fails", "fails");
    const { recording, token } = await take();
    await box.store.cancelReport(id);
    expect(await box.store.report(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
    const failed = { status: "FAILED", failure: broken.stored };
    expect(await box.store.recordings(id)).toMatchObject([{ status: "SUCCEEDED" }, failed, failed]);
    expect(await box.store.succeed(recording.id, token, found, {})).toBe(false);
    expect([await box.store.claim({ worker: "w", leaseMs: 1 }), await box.chats.nextDelivery()]).toEqual([null, null]);
  });

  it("gives up no rows of what is heard again: that goes on to its end", async () => {
    const id = await box.report(ani, ["succeeds", "fails"]);
    await box.deliver();
    expect(await box.store.retry(id, undefined, true)).toBe(2);
    expect(await box.store.cancelReport(id)).toBe(true);
    expect(await box.store.recordings(id)).toMatchObject([{ status: "QUEUED" }, { status: "FAILED" }]);
    // Nothing is left that could be cancelled.
    expect(await box.store.cancelReport(id)).toBe(false);
    await box.finish(id, "empat kopi");
    expect(await box.store.report(id)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 2 });
    expect((await box.store.rows(id)).map(({ row }) => row.values.nama)).toEqual(["empat kopi"]);
  });

  it("can be sent again, and tried again", async () => {
    const id = await retried("fails");
    await box.store.cancelReport(id);
    expect(await box.chats.redeliver(id)).toBe(true);
    expect(await box.chats.nextDelivery()).toMatchObject({ report: { id }, revision: 1 });
    expect(await box.store.retry(id)).toBe(1);
    const { recording, token } = await take();
    await box.store.succeed(recording.id, token, found, {});
    expect(await box.store.report(id)).toMatchObject({ status: "COMPLETED", revision: 2 });
  });

  it("is a new version where a recording succeeded before, and the next one is not", async () => {
    const id = await retried("fails", "fails");
    const { recording, token } = await take();
    await box.store.succeed(recording.id, token, found, {});
    await box.store.cancelReport(id);
    expect(await box.chats.nextDelivery()).toMatchObject({ report: { status: "PARTIALLY_COMPLETED" }, revision: 2 });
    expect((await box.store.recordings(id)).map((r) => r.status)).toEqual(["SUCCEEDED", "SUCCEEDED", "FAILED"]);
    await box.chats.delivered(id, 2, 91);
    await box.store.retry(id);
    await box.store.cancelReport(id);
    expect([await box.store.report(id), await box.chats.nextDelivery()]).toMatchObject([{ revision: 2 }, null]);
  });

  it("keeps the newest reason of what failed once more", async () => {
    const id = await retried("fails", "fails");
    const { recording, token } = await take();
    await box.store.fail(
      recording.id,
      token,
      { ...broken, stored: { code: "no_sound", facts: { file: "2.ogg" } } } as never,
      null,
    );
    await box.store.cancelReport(id);
    const codes = (await box.store.recordings(id)).map((r) => r.failure?.code);
    expect(codes).toEqual([undefined, "no_sound", "damaged"]);
    expect((await box.store.report(id))?.revision).toBe(1);
  });

  it("lets what was not delivered before be delivered", async () => {
    const id = await box.report(ani, ["succeeds", "fails"]);
    await box.store.retry(id);
    expect(await box.chats.nextDelivery()).toBe(null);
    await box.store.cancelReport(id);
    expect(await box.chats.nextDelivery()).toMatchObject({ report: { id }, revision: 1 });
  });

  it("leaves the business the delivered rows, when their sender's data is deleted", async () => {
    const id = await retried("fails");
    await box.store.cancelReport(id);
    for (const file of await box.chats.forget(ani.user, true)) await box.files.remove(file);
    expect((await box.store.rows(id)).map((r) => r.row.values.nama)).toEqual(["tiga teh"]);
  });
});

it("what was delivered is kept by that alone, whatever became of the report afterwards", async () => {
  const id = await retried("fails");
  box.db.run(
    "UPDATE recordings SET status = 'FAILED', failure = json_object('code', 'cancelled', 'facts', json('{}')) WHERE status = 'QUEUED'",
  );
  box.db.run("UPDATE reports SET status = 'CANCELLED'");
  for (const file of await box.chats.forget(ani.user, true)) await box.files.remove(file);
  expect((await box.store.rows(id)).length).toBe(1);
});

it("a report of an older Catat that the cancelling of its retry made CANCELLED is what it was delivered as", async () => {
  const path = join(folder, "old.db");
  const old = new Database(path);
  old.exec(readFileSync(new URL("version-1.sql", import.meta.url), "utf8"));
  old.exec(`
    UPDATE recordings SET status = 'FAILED', duplicate_of = NULL, lease_token = NULL WHERE id > 1;
    UPDATE reports SET status = 'CANCELLED', revision = iif(id = 3, 0, 1), settled_at = NULL;`);
  old.close();
  const store = new SqliteJobStore(new Connection(path));
  const statuses = (await store.reports()).map((r) => [r.id, r.status]);
  await store.close();
  expect(statuses).toEqual([
    [3, "CANCELLED"],
    [2, "FAILED"],
    [1, "PARTIALLY_COMPLETED"],
  ]);
});
