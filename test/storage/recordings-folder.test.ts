import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { asFailure } from "../../src/domain/failure.js";
import { RecordingsFolder } from "../../src/storage/files/recordings-folder.js";
import { backup } from "../../src/storage/maintenance/backup.js";
import { filesOf, inspect, inspectAtWork } from "../../src/storage/maintenance/inspection.js";
import { expire } from "../../src/storage/maintenance/retention.js";
import { sweep } from "../../src/storage/maintenance/sweep.js";
import { Box } from "./box.js";

let folder: string;
let box: Box;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-folder-"));
  box = new Box(folder);
});
afterEach(() => {
  expect(inspect(box.db, box.folders)).toEqual([]);
  box.close();
  rmSync(folder, { recursive: true });
});

const mark = () => join(box.folders.recordings, ".catat");
const isOurs = () => new RecordingsFolder(box.db, box.folders.recordings).isOurs();

/** The disk of the recordings is not mounted: its place is empty, or holds what another data folder put there. */
function goAway(other = false): () => void {
  renameSync(box.folders.recordings, join(folder, "away"));
  mkdirSync(box.folders.recordings);
  if (other) writeFileSync(mark(), "another one's");
  return () => {
    rmSync(box.folders.recordings, { recursive: true });
    renameSync(join(folder, "away"), box.folders.recordings);
  };
}

describe("while the recordings' folder is away", () => {
  it.each([false, true])(
    "nothing fails, is removed or goes on, and all is as before when it is back (%s)",
    async (other) => {
      const id = await box.report(null, ["waits", "succeeds"]);
      const before = await box.store.recordings(id);
      const files = filesOf(box.folders.recordings);
      const comeBack = goAway(other);
      expect(sweep(box.db, box.folders)).toMatchObject({ lost: 0, unnamed: 0 });
      expect(expire(box.db, box.folders, { audioMs: 0, rowsMs: null })).toEqual({ audio: 0, reports: 0 });
      expect(await box.store.recordings(id)).toEqual(before);
      comeBack();
      expect([isOurs(), sweep(box.db, box.folders).unnamed, filesOf(box.folders.recordings)]).toEqual([true, 0, files]);
    },
  );

  it("no recording is taken in, as a fault of the box: it would be hidden when the disk comes", async () => {
    await box.report(null, ["waits"]);
    const comeBack = goAway();
    const sound = async function* () {
      yield Buffer.from("sound");
    };
    const failure = asFailure(await box.files.receive("a.ogg", sound(), 1e6, 9).catch((error: unknown) => error));
    expect([failure.code, failure.isSetup]).toEqual(["recordings_away", true]);
    await expect(box.files.requireRoom(0)).rejects.toMatchObject({ code: "recordings_away" });
    expect(filesOf(box.folders.recordings)).toEqual([]);
    comeBack();
  });

  it("no backup takes the place of a whole one, and a check says so instead of naming each file", async () => {
    await box.report(null, ["waits", "succeeds"]);
    const comeBack = goAway();
    const places = { recordings: box.folders.recordings, staging: box.files.scratch("backup"), reserve: 0 };
    await expect(backup(box.db, places, join(folder, "a.tar"))).rejects.toMatchObject({ code: "recordings_away" });
    expect(await inspectAtWork(box.db, box.folders)).toEqual([
      { code: "folder_away", facts: { path: box.folders.recordings } },
    ]);
    comeBack();
  });
});

describe("the mark of the recordings' folder", () => {
  const forget = () => {
    box.db.run("DELETE FROM folder_mark");
    rmSync(mark());
  };

  it("is made before anything is put there, and in one that is older than marks and holds what is named", async () => {
    expect([isOurs(), existsSync(mark())]).toEqual([true, false]);
    await box.files.requireRoom(0);
    expect(readFileSync(mark(), "utf8")).toMatch(/^[0-9a-f]{32}$/);
    await box.report(null, ["waits", "waits"]);
    forget();
    await box.files.remove((await box.store.recordings(1))[0]?.file ?? "");
    expect([isOurs(), sweep(box.db, box.folders).lost]).toEqual([true, 1]);
  });

  it("is not made in one that holds none of the named files, unless somebody says that they are lost", async () => {
    const id = await box.report(null, ["waits"]);
    forget();
    rmSync(box.folders.recordings, { recursive: true });
    mkdirSync(box.folders.recordings);
    expect([isOurs(), sweep(box.db, box.folders).lost]).toEqual([false, 0]);
    writeFileSync(mark(), "");
    expect([isOurs(), sweep(box.db, box.folders).lost]).toEqual([true, 1]);
    expect((await box.store.report(id))?.status).toBe("FAILED");
  });

  it("counts again where somebody made an empty one, after the folder was lost", async () => {
    await box.files.requireRoom(0);
    const known = readFileSync(mark(), "utf8");
    rmSync(box.folders.recordings, { recursive: true });
    expect(isOurs()).toBe(false);
    mkdirSync(box.folders.recordings);
    writeFileSync(mark(), "\n");
    expect(isOurs()).toBe(true);
    await box.files.requireRoom(0);
    expect(readFileSync(mark(), "utf8")).toBe(known);
  });
});
