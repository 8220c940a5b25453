import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { make } from "../engines/ffmpeg-files.js";
import { Catat, demo, named, recordings, repeatable } from "./catat.js";

const megabytes = 2;
const mount = (path: string) =>
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "ignore" });
const unmount = (path: string) => execFileSync("umount", [path]);

/** Only root may mount, and not in every container. */
function mayMount(): boolean {
  const path = join(tmpdir(), `catat-mount-${process.pid}`);
  mkdirSync(path);
  try {
    mount(path);
    unmount(path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true });
  }
}

describe.skipIf(!mayMount())("a disk without space", () => {
  let catat: Catat;
  let disk: string;
  const tenth = join(recordings, "10.ogg");

  beforeEach(() => {
    catat = new Catat();
    disk = catat.path("disk");
    mkdirSync(disk);
    mount(disk);
  });
  afterEach(() => {
    unmount(disk);
    catat.remove();
  });

  /** Fills the disk to the last byte. */
  function fill(): void {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, "ballast"), Buffer.alloc(bavail * bsize));
    expect(statfsSync(disk).bavail).toBe(0);
  }

  it("refuses the recording that does not fit, takes the others, and leaves nothing half-written", async () => {
    const large = make(catat.folder, "large.wav", "sine=duration=40");
    const args = ["process", tenth, large, join(recordings, "02.ogg"), ...demo, "-o", "out.csv", "--json"];
    const env = { ...repeatable, CATAT_DATA_DIR: join(disk, "data") };
    const { code, out, err } = await catat.run(args, env);
    expect(code, err).toBe(2);
    const report = JSON.parse(out);
    expect(named(report, "large.wav").failure?.code).toBe("disk_full");
    expect(err).toMatch(/✗ large\.wav: There is no space left on the disk for .*: free some, then try again/);
    expect(named(report, "10.ogg")).toMatchObject({ status: "SUCCEEDED", rows: [{ values: { jumlah_minuman: 3 } }] });
    expect(named(report, "02.ogg").status).toBe("SUCCEEDED");
    expect(readdirSync(join(disk, "data/recordings")).map((name) => name.split("-")[0])).toEqual(["1", "3"]);
    expect(readdirSync(join(disk, "data/tmp"))).toEqual(["empty"]);
  });

  it("that cannot hold the database is said in a sentence, before and after the database is made", async () => {
    const env = { ...repeatable, CATAT_DATA_DIR: join(disk, "data") };
    expect((await catat.run(["reports"], env)).code).toBe(0);
    fill();
    for (const data of ["data", "new"]) {
      const { code, err } = await catat.run(["process", tenth, ...demo], { ...env, CATAT_DATA_DIR: join(disk, data) });
      expect(code).toBe(1);
      expect(err).toMatch(/^Error: There is no space left on the disk for .*: free some, then try again;.*\n$/);
    }
    rmSync(join(disk, "ballast"));
    expect(JSON.parse((await catat.run(["reports", "--json"], env)).out)).toEqual([]);
  });

  it("for the CSV leaves the old one as it was; the rows are shown and can be exported later", async () => {
    const csv = join(disk, "out.csv");
    writeFileSync(csv, "old");
    fill();
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
