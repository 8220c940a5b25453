import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removedOf } from "../../src/reports/removed.js";
import { filesOf, inspect } from "../../src/storage/maintenance/inspection.js";
import { expire, type Retention } from "../../src/storage/maintenance/retention.js";
import { sweep } from "../../src/storage/maintenance/sweep.js";
import { Tidying } from "../../src/storage/maintenance/tidy.js";
import { Box } from "./box.js";
import { ani, budi } from "./sellers.js";

const day = 24 * 3_600_000;
const kept: Retention = { audioMs: 7 * day, rowsMs: 90 * day };
const nothing = { audio: 0, reports: 0 };

let folder: string;
let box: Box;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-retention-"));
  box = new Box(folder);
});
afterEach(() => {
  expect(inspect(box.db, box.folders)).toEqual([]);
  box.close();
  rmSync(folder, { recursive: true });
});

const later = (days: number, retention = kept) => {
  box.clock.now += days * day;
  return expire(box.db, box.folders, retention);
};
const sounds = () => filesOf(box.folders.recordings).length;

describe("what is kept", () => {
  it("is sound until a week after delivery, then transcript and rows until the ninetieth day", async () => {
    const id = await box.report(ani, ["succeeds", "fails"]);
    expect(later(6)).toEqual(nothing);
    await box.deliver();
    expect(later(6.9)).toEqual(nothing);
    expect(later(0.1)).toEqual({ audio: 2, reports: 0 });
    expect(sounds()).toBe(0);
    const [first, second] = await box.store.recordings(id);
    expect(first).toMatchObject({ status: "SUCCEEDED", file: null, silent: false });
    expect(second?.failure?.code).toBe("damaged");
    expect(later(82.9)).toEqual(nothing);
    expect((await box.store.rows(id)).length).toBe(1);
    expect(later(0.1)).toEqual({ audio: 0, reports: 1 });
    expect([await box.store.rows(id), await box.store.transcript(first?.id ?? 0)]).toEqual([[], null]);
    expect(await box.store.report(id)).toMatchObject({ removedAt: box.clock.now, status: "PARTIALLY_COMPLETED" });
    expect(later(1000)).toEqual(nothing);
  });

  it("is the command line's from when it was finished, and a cancelled report's from when it was cancelled", async () => {
    await box.report(null, ["succeeds"]);
    const cancelled = await box.report(ani, ["waits"]);
    box.clock.now += 3 * day;
    await box.store.cancelReport(cancelled);
    expect(later(4)).toEqual({ audio: 1, reports: 0 });
    expect(later(3)).toEqual({ audio: 1, reports: 0 });
    expect(later(80)).toEqual({ audio: 0, reports: 1 });
    expect(later(3)).toEqual({ audio: 0, reports: 1 });
  });

  it("is everything of a report that is open, under way, or tried again", async () => {
    const open = await box.report(ani, ["succeeds", "waits"]);
    const again = await box.report(budi, ["fails once heard"]);
    await box.deliver();
    await box.store.retry(again);
    expect(later(1000)).toEqual(nothing);
    expect((await box.store.rows(open)).length).toBe(1);
    expect(sounds()).toBe(3);
  });

  it("is the sound of what could not be delivered, until its rows are removed", async () => {
    const id = await box.report(ani, ["succeeds"]);
    await box.chats.nextDelivery();
    await box.chats.undeliverable(id, 1);
    expect(later(89)).toEqual(nothing);
    expect(later(1)).toEqual({ audio: 1, reports: 1 });
    await box.chats.reachable(ani.chat);
    expect([await box.chats.nextDelivery(), await box.chats.redeliver(id), await box.chats.statusesDue()]).toEqual([
      null,
      false,
      [],
    ]);
  });

  it("is everything for ever where that is asked for, each by itself", async () => {
    await box.report(null, ["succeeds"]);
    expect(later(1000, { audioMs: null, rowsMs: null })).toEqual(nothing);
    expect(later(0, { audioMs: null, rowsMs: day })).toEqual({ audio: 0, reports: 1 });
    expect(sounds()).toBe(1);
    expect(later(0, { audioMs: 5000 * day, rowsMs: day })).toEqual({ audio: 1, reports: 0 });
  });

  it("is nothing on any page once it is removed", async () => {
    await box.report(null, ["succeeds"], "rahasia dagang".repeat(400));
    const onDisk = () =>
      ["catat.db", "catat.db-wal"].some((name) => readFileSync(join(folder, name)).includes("rahasia dagang"));
    expect(onDisk()).toBe(true);
    expect(later(90)).toEqual({ audio: 1, reports: 1 });
    expect(onDisk()).toBe(false);
  });

  it("is a file that was removed in the store alone, until the next start", async () => {
    const id = await box.report(null, ["succeeds"]);
    const [recording] = await box.store.recordings(id);
    box.db.run("UPDATE recordings SET file = NULL");
    expect(sweep(box.db, box.folders).unnamed).toBe(1);
    expect(existsSync(box.files.path(recording?.file ?? ""))).toBe(false);
  });
});

describe("a retry after the sound was removed", () => {
  it("goes on from what was heard, and leaves out what was not", async () => {
    const id = await box.report(null, ["fails", "fails once heard"]);
    expect(later(7)).toEqual({ audio: 2, reports: 0 });
    expect(await box.store.retry(id, 1)).toBe(0);
    expect(await box.store.retry(id)).toBe(1);
    expect((await box.store.recordings(id)).map((r) => r.status)).toEqual(["FAILED", "QUEUED"]);
    expect(sweep(box.db, box.folders).lost).toBe(0);
  });

  it("says which recording has no sound any more, or that nothing of the report is kept", async () => {
    const id = await box.report(ani, ["succeeds", "fails"]);
    await box.deliver();
    const why = async (position?: number) => {
      const report = await box.store.report(id);
      return report && (await removedOf(box.store, report, position))?.stored;
    };
    expect(await why()).toBeUndefined();
    later(7);
    expect(await why()).toEqual({ code: "recording_removed", facts: { file: "2.ogg" } });
    expect(await why(1)).toBeUndefined();
    later(83);
    expect(await why()).toEqual({ code: "report_removed", facts: { report: String(id) } });
    expect(await box.store.retry(id)).toBe(0);
  });
});

describe("a service's policy", () => {
  const tidying = () => new Tidying(box.db, box.folders, pino({ level: "silent" }));
  const serve = (audioMs: number | null) => tidying().serve({ audioMs, rowsMs: null, keepDeliveredRows: false });

  it("is never another's that keeps less, where its own cannot be stored", async () => {
    await box.report(null, ["succeeds"]);
    serve(7 * day);
    box.clock.now += 8 * day;
    box.db.run("CREATE TRIGGER full BEFORE INSERT ON retention BEGIN SELECT RAISE(ABORT, 'full'); END");
    serve(null);
    expect(sounds()).toBe(1);
    box.db.run("DROP TRIGGER full");
    serve(7 * day);
    expect(sounds()).toBe(0);
  });

  it("is followed though something else cannot be cleared away", async () => {
    const id = await box.report(ani, ["succeeds"]);
    writeFileSync(join(box.folders.recordings, "1-00000000"), "nobody's");
    box.db.run("INSERT INTO erasures (user, last_report, keep_delivered) VALUES (@user, @id, 0)", { ...ani, id });
    box.db.run("CREATE TRIGGER held BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'held'); END");
    expect(tidying().sweep()).toMatchObject({ code: "unexpected" });
    expect(sounds()).toBe(1);
    box.db.run("DROP TRIGGER held");
  });
});
