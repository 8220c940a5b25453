import {
  appendFileSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openApp } from "../../src/app/app.js";
import { settingsFrom } from "../../src/config/index.js";
import { make } from "../engines/ffmpeg-files.js";
import { Box } from "../storage/box.js";
import { Catat } from "./catat.js";

const owner = 12_345;

/** What another user's service could not write to. */
function notTheirs(folder: string): string[] {
  const paths = [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))];
  return paths.filter((path) => lstatSync(path).uid !== owner || lstatSync(path).gid !== owner);
}

// Nobody else can make what belongs to another user.
describe.skipIf(process.getuid?.() !== 0)("what root makes in a data folder that is another user's", () => {
  let catat: Catat;
  let data: string;
  beforeEach(() => {
    catat = new Catat();
    data = catat.path("data");
    mkdirSync(data);
    chownSync(data, owner, owner);
  });
  afterEach(() => catat.remove());

  it("is that user's: database, locks, folders", async () => {
    await catat.run(["reports"]);
    await catat.run(["process", "gone.ogg"]);
    expect(readdirSync(data).sort()).toEqual(["catat.db", "catat.log", "recordings", "tmp", "workers"]);
    expect(notTheirs(data)).toEqual([]);
  });

  it("is that user's: a log that was put aside, what a killed command would have left, a recording", async () => {
    appendFileSync(join(data, "catat.log"), `${"full ".repeat(200)}\n`.repeat(10_100));
    chownSync(join(data, "catat.log"), owner, owner);
    mkdirSync(join(data, "tmp"));
    writeFileSync(join(data, "tmp/00000000-0000-4000-8000-000000000000.1-aaaaaaaa"), "left behind, which is logged");
    for (const name of ["tmp", "tmp/00000000-0000-4000-8000-000000000000.1-aaaaaaaa"])
      chownSync(join(data, name), owner, owner);
    await catat.run(["resume"]);
    const app = await openApp(settingsFrom({ CATAT_DATA_DIR: data }));
    await app.files.take({ name: "tone.ogg", source: make(catat.folder, "tone.ogg", "sine=duration=1") }, 1);
    await app.store.createReport({ name: "t", record: "r", fields: [] } as never, {}, []);
    app.tell("bot", { at: 1, fault: null });
    expect(notTheirs(data)).toEqual([]);
    expect(readdirSync(data)).toEqual(expect.arrayContaining(["catat.log", "catat.log.1", "catat.db-wal"]));
    await app.close();
  });

  it("is that user's: what a restore puts there", async () => {
    const box = new Box(catat.path("other"));
    await box.report(null, ["succeeds", "fails"]);
    box.close();
    expect((await catat.run(["backup", "a.tar", "--data-dir", catat.path("other")])).code).toBe(0);
    const { code, err } = await catat.run(["restore", "a.tar"]);
    expect(code, err).toBe(0);
    expect(readdirSync(join(data, "recordings"))).toHaveLength(3);
    expect(notTheirs(data)).toEqual([]);
  });

  it("is no file of root's that a link of theirs leads to", async () => {
    for (const [i, link] of [symlinkSync, linkSync].entries()) {
      writeFileSync(catat.path(`roots-${i}`), "");
      link(catat.path(`roots-${i}`), join(data, "catat.log"));
      await openApp(settingsFrom({ CATAT_DATA_DIR: data })).then((app) => app.close());
      expect(lstatSync(catat.path(`roots-${i}`)).uid).toBe(0);
      rmSync(join(data, "catat.log"));
    }
  });

  it("stays root's in a folder of root's", async () => {
    await catat.run(["reports", "--data-dir", catat.path("own")]);
    expect(lstatSync(catat.path("own/catat.db")).uid).toBe(0);
  });
});
