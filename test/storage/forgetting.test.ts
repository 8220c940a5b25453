import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import type { StoredFile } from "../../src/ports/index.js";
import { filesOf, inspect } from "../../src/storage/maintenance/inspection.js";
import { sweep } from "../../src/storage/maintenance/sweep.js";
import { Tidying } from "../../src/storage/maintenance/tidy.js";
import { Box } from "./box.js";
import { ani, budi } from "./sellers.js";

const day = 24 * 3_600_000;

let folder: string;
let box: Box;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-forgetting-"));
  box = new Box(folder);
});
afterEach(() => {
  expect(inspect(box.db, box.folders)).toEqual([]);
  box.close();
  rmSync(folder, { recursive: true });
});

const sounds = () => filesOf(box.folders.recordings).length;

describe("what a user has deleted", () => {
  it("is gone from every page and from the disk, and others' stays", async () => {
    await box.chats.seen({ id: ani.user, name: "rahasia", username: "rahasia" }, "id");
    await box.report(ani, ["succeeds", "fails", "runs"], "rahasia".repeat(500));
    await box.deliver();
    await box.chats.statusShown(1, { messageId: 1, shown: "rahasia", final: false });
    const other = await box.report(budi, ["succeeds"]);
    for (const file of await box.chats.forget(ani.user, false)) await box.files.remove(file);
    for (const name of ["catat.db", "catat.db-wal"])
      expect(readFileSync(join(folder, name)).includes("rahasia")).toBe(false);
    expect([(await box.store.reports()).map((r) => r.id), sounds()]).toEqual([[other], 1]);
  });

  it("leaves the business the rows that were delivered, and nothing that says whose they were", async () => {
    const delivered = await box.report(ani, ["succeeds", "fails"], "Bu Sari");
    await box.deliver();
    const again = await box.report(ani, ["succeeds", "fails once heard"], "Pak Joko");
    await box.deliver();
    await box.store.retry(again);
    const failure = new Failure("delivery_refused", { report: again, chat: ani.chat, reason: "no rights" }).stored;
    await box.chats.owe([{ key: "k", to: { user: 1, chat: 1 }, toAdmin: true, failure, report: again }]);
    await box.report(ani, ["succeeds"], "Pak Wayan");
    expect(await box.chats.forget(ani.user, true)).toHaveLength(5);
    expect(await box.store.reportsOf(ani.user)).toEqual([]);
    expect((await box.store.reports()).map((r) => [r.id, r.status, r.owner])).toEqual([
      [again, "PARTIALLY_COMPLETED", null],
      [delivered, "PARTIALLY_COMPLETED", null],
    ]);
    expect((await box.store.rows(delivered)).map((r) => r.row.values.nama)).toEqual(["Bu Sari"]);
    expect((await box.store.rows(again)).map((r) => r.row.values.nama)).toEqual(["Pak Joko"]);
    const [first, second] = await box.store.recordings(delivered);
    expect(first).toMatchObject({ name: "1", source: "", file: null, silent: null });
    expect(second?.failure).toEqual({ code: "recording_removed", facts: { file: "2" } });
    for (const name of ["catat.db", "catat.db-wal"]) {
      const bytes = readFileSync(join(folder, name));
      for (const trace of [String(ani.user), ".ogg", "Pak Wayan"]) expect(bytes.includes(trace)).toBe(false);
    }
    expect([await box.store.retry(delivered), await box.chats.nextDelivery()]).toEqual([0, null]);
    sweep(box.db, box.folders);
    expect(sounds()).toBe(0);
  });

  it("goes at the next start where a stop came in between, but for what came since", async () => {
    for (let i = 0; i < 12; i++) await box.report(ani, ["succeeds"]);
    await box.deliver();
    // After its first piece it finds the database closed.
    const forgotten = box.chats.forget(ani.user, false);
    box.close();
    await expect(forgotten).rejects.toThrow();
    box = new Box(folder);
    expect((await box.store.reportsOf(ani.user)).length).toBe(7);
    const since = await box.report(ani, ["succeeds"]);
    new Tidying(box.db, box.folders, pino({ level: "silent" })).sweep();
    expect((await box.store.reportsOf(ani.user)).map((r) => r.id)).toEqual([since]);
    expect(sounds()).toBe(1);
  });

  it("takes nothing with it that came after it was asked for, wherever a stop came in between", async () => {
    const open = await box.opened(ani, 1);
    box.db.run("CREATE TRIGGER held BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'held'); END");
    await expect(box.chats.forget(ani.user, false)).rejects.toThrow();
    box.db.run("DROP TRIGGER held");
    expect(await box.opened(ani, 1)).toBe(open);
    new Tidying(box.db, box.folders, pino({ level: "silent" })).sweep();
    expect((await box.store.recordings(open)).length).toBe(2);
  });

  it("takes with it no note that came since, though its bytes failed in what goes", async () => {
    const failed = await box.report(ani, ["fails"]);
    const [{ file, bytes, sha256 }] = (await box.store.recordings(failed)) as unknown as [StoredFile];
    box.db.run("INSERT INTO erasures (user, last_report, keep_delivered) VALUES (@user, @failed, 0)", {
      ...ani,
      failed,
    });
    const since = await box.opened(ani, 1);
    const [{ id }] = (await box.store.recordings(since)) as unknown as [{ id: number }];
    expect(await box.store.fetched(id, { file, bytes, sha256 })).toMatchObject({ reportId: since, status: "QUEUED" });
    box.db.run("UPDATE recordings SET file = NULL WHERE report_id = @failed", { failed });
  });

  it("keeps how many reports there were until the day is over, and no longer", async () => {
    await box.report(ani, ["succeeds"]);
    await box.chats.forget(ani.user, false);
    const tidy = () => new Tidying(box.db, box.folders, pino({ level: "silent" })).sweep();
    const counted = () => box.db.all("SELECT last FROM day_numbers");
    tidy();
    expect(counted()).toEqual([{ last: 1 }]);
    box.clock.now += day;
    tidy();
    expect(counted()).toEqual([]);
  });
});
