import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { make } from "../engines/ffmpeg-files.js";
import { Catat, demo, named, type ReportJson, recordings, repeatable } from "./catat.js";
import { enlarge, fill, mayMount, smallDisk, unmount } from "./small-disk.js";

describe.skipIf(!mayMount())("a disk without space", () => {
  let catat: Catat;
  let disk: string;
  const tenth = join(recordings, "10.ogg");

  beforeEach(() => {
    catat = new Catat();
    disk = smallDisk(catat.folder, 2);
  });
  afterEach(() => {
    unmount(disk);
    catat.remove();
  });

  const env = () => ({ ...repeatable, CATAT_DATA_DIR: join(disk, "data"), CATAT_DISK_RESERVE_MB: "0" });
  const noSpace = /Error: There is no space left on the disk for .*: free some, then try again/;
  const show = async (): Promise<ReportJson> => JSON.parse((await catat.run(["show", "1", "--json"], env())).out);
  const halfWritten = () => readdirSync(join(disk, "data/tmp")).filter((name) => name !== "empty");

  /** Makes the disk larger, and goes on. */
  async function resumed(): Promise<ReportJson> {
    enlarge(disk, 20);
    const { code, out, err } = await catat.run(["resume", "1", "--json"], env());
    expect(code, err).toBe(0);
    return JSON.parse(out);
  }

  it("lets the recording wait that does not fit, takes the others, and leaves nothing half-written", async () => {
    const large = make(catat.folder, "large.wav", "sine=duration=40");
    const args = ["process", tenth, large, join(recordings, "02.ogg"), ...demo, "-o", "out.csv", "--json"];
    const { code, err } = await catat.run(args, env());
    expect(code, err).toBe(1);
    expect(err).toMatch(noSpace);
    expect(err).toContain("Nothing is lost; go on with: catat resume 1");
    const report = await show();
    expect(report.recordings.map((r) => r.status)).toEqual(["SUCCEEDED", "FETCHING", "SUCCEEDED"]);
    expect(named(report, "10.ogg").rows).toMatchObject([{ values: { jumlah_minuman: 3 } }]);
    expect(filesOf(join(disk, "data/recordings")).map((name) => name.split("-")[0])).toEqual(["1", "3"]);
    expect(halfWritten()).toEqual([]);
    expect((await resumed()).recordings.map((r) => r.status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  });

  it("costs a recording that cannot be converted none of its attempts", async () => {
    const long = make(catat.folder, "long.flac", "anullsrc=r=8000:cl=mono:duration=90");
    const { code, err } = await catat.run(["process", long, ...demo, "-o", "out.csv"], env());
    expect(code, err).toBe(1);
    expect(err).toMatch(noSpace);
    expect((await show()).recordings[0]).toMatchObject({
      status: "QUEUED",
      attempts: 0,
      failure: { code: "disk_full" },
    });
    expect(halfWritten()).toEqual([]);
    expect((await resumed()).recordings[0]).toMatchObject({ status: "SUCCEEDED", attempts: 1, failure: null });
  });

  it("is left its reserve", async () => {
    const reserved = { ...env(), CATAT_DISK_RESERVE_MB: "3" };
    const { code, err } = await catat.run(["process", tenth, ...demo, "-o", "out.csv"], reserved);
    expect(code).toBe(1);
    expect(err).toMatch(
      /Error: Less than 3 MB would stay free on the disk of .*: free some, or lower CATAT_DISK_RESERVE_MB/,
    );
    expect(filesOf(join(disk, "data/recordings"))).toEqual([]);
  });

  it("that cannot hold the database is said in a sentence, before and after the database is made", async () => {
    expect((await catat.run(["reports"], env())).code).toBe(0);
    fill(disk);
    expect(statfsSync(disk).bavail).toBe(0);
    for (const data of ["data", "new"]) {
      const { code, err } = await catat.run(["process", tenth, ...demo], {
        ...env(),
        CATAT_DATA_DIR: join(disk, data),
      });
      expect(code).toBe(1);
      expect(err).toMatch(/^Error: There is no space left on the disk for .*: free some, then try again;.*\n$/);
    }
    rmSync(join(disk, "ballast"));
    expect(JSON.parse((await catat.run(["reports", "--json"], env())).out)).toEqual([]);
  });

  it("is left its reserve by a backup that goes there, however large the disk of the data", async () => {
    const data = { CATAT_DISK_RESERVE_MB: "1" };
    const [small, large] = ["tone.wav", "long.wav"].map((name) => catat.path(name));
    make(catat.folder, "tone.wav", "sine=duration=2");
    make(catat.folder, "long.wav", "sine=duration=15");
    const archive = join(disk, "catat.tar");
    const backup = () => catat.run(["backup", archive], data);
    await catat.run(["process", small as string, ...demo], data);
    expect((await backup()).code).toBe(0);
    const { size } = statSync(archive);
    await catat.run(["process", large as string, ...demo], data);
    const { code, err } = await backup();
    expect({ code, err }).toEqual({
      code: 1,
      err: `Error: Less than 1 MB would stay free on the disk of ${disk}: free some, or lower CATAT_DISK_RESERVE_MB; nothing stored is lost.\n`,
    });
    expect(statSync(archive).size).toBe(size);
    expect(readdirSync(disk)).toEqual(["catat.tar"]);
    expect(readdirSync(catat.path("data/tmp"))).toEqual(["empty"]);
  });

  it("to the last byte, while a service runs, hinders nobody who only looks", async () => {
    const db = new Connection(join(disk, "data/catat.db"));
    try {
      await new SqliteJobStore(db).createReport(drinks, {}, []);
      fill(disk);
      for (const command of ["show 1", "check", "reports"]) {
        const { code, err } = await catat.run(command.split(" "), env());
        expect([command, code, err]).toEqual([command, 0, ""]);
      }
    } finally {
      db.close();
    }
  });

  it("for the CSV leaves the old one as it was; the rows are shown and can be exported later", async () => {
    const csv = join(disk, "out.csv");
    writeFileSync(csv, "old");
    fill(disk);
    const { code, out, err } = await catat.run(["process", tenth, ...demo, "-o", csv], repeatable);
    expect(code).toBe(1);
    expect(err).toMatch(/There is no space left on the disk for .*out\.csv/);
    expect(err).toContain("The rows are stored; write the file with: catat export 1");
    expect(out).toContain("Gang Abadi No. 28, Kudus");
    expect(out).not.toContain("Written to");
    expect(readFileSync(csv, "utf8")).toBe("old");
    expect(readdirSync(disk).sort()).toEqual(["ballast", "out.csv"]);
    expect((await catat.run(["export", "1", "-o", csv])).code).toBe(1);
    rmSync(join(disk, "ballast"));
    expect((await catat.run(["export", "1", "-o", csv])).code).toBe(0);
    expect(readFileSync(csv, "utf8")).toContain('"Gang Abadi No. 28, Kudus",3');
    expect(existsSync(catat.path("report-1.csv"))).toBe(false);
  });
});
