import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredFile } from "../../src/ports/index.js";
import { inspect } from "../../src/storage/maintenance/inspection.js";
import { Box } from "./box.js";
import { ani } from "./sellers.js";

let folder: string;
let box: Box;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-retry-"));
  box = new Box(folder);
});
afterEach(() => {
  expect(inspect(box.db, box.folders)).toEqual([]);
  box.close();
  rmSync(folder, { recursive: true });
});

const heardOf = async (id: number) =>
  Promise.all((await box.store.recordings(id)).map(async (r) => [r.status, (await box.store.transcript(r.id))?.text]));

describe("a retry with --again", () => {
  it("forgets what was heard and found in what succeeded, and settles and delivers the report anew", async () => {
    const id = await box.report(ani, ["succeeds", "fails once heard"], "tiga teh");
    await box.deliver();
    expect(await box.store.retry(id, undefined, true)).toBe(2);
    expect(await heardOf(id)).toEqual([
      ["QUEUED", undefined],
      ["QUEUED", undefined],
    ]);
    expect([await box.store.rows(id), (await box.store.report(id))?.status]).toEqual([[], "PROCESSING"]);
    await box.finish(id, "lima teh");
    expect((await box.store.rows(id)).map(({ row }) => row.values.nama)).toEqual(["lima teh", "lima teh"]);
    expect(await box.chats.nextDelivery()).toMatchObject({ revision: 2 });
    await box.deliver();
  });

  it("takes one recording alone, and no duplicate", async () => {
    const id = await box.report(null, ["succeeds", "succeeds"]);
    box.db.run("DELETE FROM rows WHERE recording_id = 2");
    box.db.run("UPDATE recordings SET duplicate_of = 1 WHERE id = 2");
    expect(await box.store.retry(id, 2, true)).toBe(0);
    expect(await box.store.retry(id, 1, true)).toBe(1);
    expect(await heardOf(id)).toEqual([
      ["QUEUED", undefined],
      ["SUCCEEDED", "tiga teh"],
    ]);
  });

  it("gives up no row whose sound was removed or lost", async () => {
    const id = await box.report(null, ["succeeds", "succeeds", "fails once heard"]);
    const [removed, lost] = await box.store.recordings(id);
    for (const r of [removed, lost]) await box.files.remove(r?.file ?? "");
    box.db.run("UPDATE recordings SET file = NULL WHERE id = 1");
    expect(await box.store.retry(id, 1, true)).toBe(0);
    expect(await box.store.retry(id, 2, true)).toBe(0);
    expect(await box.store.retry(id, undefined, true)).toBe(1);
    expect(await box.store.rows(id)).toHaveLength(2);
    box.db.run("UPDATE recordings SET file = NULL WHERE id = 2");
  });
});

it("what waits is heard anew, but for what was heard and has no sound any more", async () => {
  const id = await box.report(null, ["fails once heard", "fails once heard", "succeeds"]);
  const [first] = await box.store.recordings(id);
  await box.files.remove(first?.file ?? "");
  box.db.run("UPDATE recordings SET file = NULL WHERE id = 1");
  await box.store.retry(id);
  expect(await box.store.hearAnew(id)).toBe(1);
  expect(await heardOf(id)).toEqual([
    ["QUEUED", "tiga teh"],
    ["QUEUED", undefined],
    ["SUCCEEDED", "tiga teh"],
  ]);
});

describe("what a retry finds of a recording that had lost its file", () => {
  const lose = (id: number) =>
    box.db.run(
      `UPDATE recordings SET failure = json_object('code', 'file_not_found', 'facts', json_object('file', name)) WHERE report_id = @id`,
      { id },
    );

  it("is the file, where it is there after all: it is worked on, and not fetched again", async () => {
    const id = await box.report(null, ["fails"]);
    const before = readdirSync(box.folders.recordings);
    lose(id);
    await box.store.retry(id);
    expect((await box.store.recordings(id))[0]).toMatchObject({ status: "QUEUED", file: expect.any(String) });
    expect(readdirSync(box.folders.recordings)).toEqual(before);
  });

  it("is the file of the same bytes that come again, where its own is gone from the disk, whatever it had failed of", async () => {
    const id = await box.report(ani, ["fails"]);
    const [{ file, bytes, sha256 }] = (await box.store.recordings(id)) as unknown as [StoredFile];
    rmSync(box.files.path(file));
    const [, { id: came }] = [await box.opened(ani, 1), (await box.store.toFetch(1))[0] as { id: number }];
    box.db.run("UPDATE recordings SET source = 'of now' WHERE id = @came", { came });
    await box.store.fetched(came, { file: `${came}-00000000`, bytes, sha256 });
    expect(await box.store.toFetch(2)).toMatchObject([{ reportId: id, position: 1, source: "of now", file: null }]);
  });

  it("is for later, where the recordings' folder is away", async () => {
    const id = await box.report(null, ["fails"]);
    lose(id);
    renameSync(box.folders.recordings, join(folder, "away"));
    mkdirSync(box.folders.recordings);
    await box.store.retry(id);
    rmSync(box.folders.recordings, { recursive: true });
    renameSync(join(folder, "away"), box.folders.recordings);
    expect((await box.store.recordings(id))[0]).toMatchObject({ status: "QUEUED", file: expect.any(String) });
  });
});
