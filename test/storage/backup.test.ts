import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Header } from "tar";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pack } from "../../src/storage/maintenance/archive.js";
import { backup } from "../../src/storage/maintenance/backup.js";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { restore } from "../../src/storage/maintenance/restore.js";
import { expire } from "../../src/storage/maintenance/retention.js";
import { sweep } from "../../src/storage/maintenance/sweep.js";
import { violationsIn } from "../invariants.js";
import { Box } from "./box.js";
import { ani } from "./sellers.js";

let folder: string;
let box: Box;
const opened: Box[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-backup-"));
  box = open("data");
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(folder, { recursive: true });
});

function open(name: string): Box {
  const one = new Box(join(folder, name));
  opened.push(one);
  return one;
}

function close(one: Box): void {
  opened.splice(opened.indexOf(one), 1);
  one.close();
}

const archive = () => join(folder, "catat.tar");
const target = () => join(folder, "restored");
const write = (path = archive(), reserve = 0) =>
  backup(box.db, { recordings: box.folders.recordings, staging: box.files.scratch("backup"), reserve }, path);
const soundsOf = (dataDir: string) => filesOf(join(dataDir, "recordings")).sort();

describe("a backup", () => {
  it("holds the database and the sound that is kept, for its owner's eyes alone, and nothing is left behind", async () => {
    const id = await box.report(ani, ["succeeds", "fails", "waits"]);
    expect(await write()).toEqual({ reports: 1, recordings: 3, violations: [] });
    expect(statSync(archive()).mode & 0o777).toBe(0o600);
    expect([readdirSync(folder).sort(), readdirSync(box.folders.temporary)]).toEqual([["catat.tar", "data"], []]);
    expect(await restore(archive(), target(), false)).toEqual({ reports: 1, recordings: 3 });
    expect(violationsIn(target())).toEqual([]);
    expect(soundsOf(target())).toEqual(soundsOf(box.dataDir));
    const copy = open("restored");
    expect(await copy.store.recordings(id)).toEqual(await box.store.recordings(id));
    expect(await copy.store.rows(id)).toEqual(await box.store.rows(id));
    for (const name of soundsOf(target()))
      expect(statSync(join(target(), "recordings", name)).mode & 0o777).toBe(0o600);
  });

  it("tells of sound that was removed while it was made", async () => {
    const id = await box.report(null, ["succeeds", "fails once heard", "waits"]);
    for (const { file } of await box.store.recordings(id)) await box.files.remove(file ?? "");
    expect(await write()).toEqual({ reports: 1, recordings: 0, violations: [] });
    await restore(archive(), target(), false);
    expect(violationsIn(target())).toEqual([]);
    const [succeeded, failed, waited] = await open("restored").store.recordings(id);
    expect([succeeded, failed]).toMatchObject([
      { status: "SUCCEEDED", file: null },
      { status: "FAILED", file: null },
    ]);
    expect(waited).toMatchObject({ status: "FAILED", failure: { code: "file_not_found" } });
  });

  it("gives back what a worker has in hand, without costing an attempt", async () => {
    const id = await box.report(ani, ["succeeds", "runs"]);
    await write();
    await restore(archive(), target(), false);
    const copy = open("restored");
    expect((await copy.store.recordings(id))[1]).toMatchObject({ status: "QUEUED", attempts: 0 });
    expect((await copy.store.claim({ worker: "w", leaseMs: 1000 }))?.recording.position).toBe(2);
    expect((await box.store.recordings(id))[1]?.status).toBe("RUNNING");
  });

  it("is of one moment, while another process writes and removes", async () => {
    const writer = await busy();
    await box.report(null, ["succeeds"]);
    const made = await write();
    writer.kill("SIGKILL");
    await once(writer, "close");
    expect(made.violations).toEqual([]);
    await restore(archive(), target(), false);
    expect(violationsIn(target())).toEqual([]);
    expect((await open("restored").store.reports()).length).toBe(made.reports);
  });

  it("that cannot be written leaves the one before, and nothing half-written", async () => {
    await write();
    const before = readFileSync(archive());
    mkdirSync(join(folder, "full"));
    const path = join(folder, "none", "catat.tar");
    await expect(write(path)).rejects.toMatchObject({ code: "path_not_writable" });
    expect(readFileSync(archive()).equals(before)).toBe(true);
    expect(readdirSync(box.folders.temporary)).toEqual([]);
  });

  it("leaves the reserve of the disk that its archive goes to, and the archive before", async () => {
    await box.report(null, ["succeeds"]);
    await write();
    const before = readFileSync(archive());
    const { bavail, bsize } = statfsSync(folder);
    const reserve = bavail * bsize + 2 ** 30;
    await expect(write(archive(), reserve)).rejects.toMatchObject({ code: "disk_full", facts: { reserve } });
    expect(readFileSync(archive()).equals(before)).toBe(true);
    expect([readdirSync(folder).sort(), readdirSync(box.folders.temporary)]).toEqual([["catat.tar", "data"], []]);
  });

  it("that was killed is swept up by the next start", async () => {
    const dead = "00000000-0000-4000-8000-000000000000";
    mkdirSync(join(box.folders.temporary, `${dead}.backup`, "recordings"), { recursive: true });
    mkdirSync(box.files.scratch("backup"));
    expect(sweep(box.db, box.folders).temporary).toBe(1);
    expect(readdirSync(box.folders.temporary)).toHaveLength(1);
  });

  it("tells what in the original must not be, and restores only when that is known", async () => {
    const id = await box.report(null, ["succeeds"]);
    box.db.run("UPDATE reports SET status = 'FAILED'");
    const violations = [{ code: "status_wrong", facts: { report: id, status: "FAILED", due: "COMPLETED" } }];
    expect(await write()).toMatchObject({ violations });
    await expect(restore(archive(), target(), false)).rejects.toMatchObject({
      code: "backup_faulty",
      facts: { violations },
    });
    expect(readdirSync(target())).toEqual(["workers"]);
    await expect(restore(archive(), target(), false)).rejects.toMatchObject({ code: "backup_faulty" });
    expect(await restore(archive(), target(), true)).toEqual({ reports: 1, recordings: 1 });
  });
});

/** A process that makes reports and takes them away as fast as it can. */
async function busy(): Promise<ChildProcess> {
  const built = new URL("../../dist/", import.meta.url).href;
  const code = `
    const [{ Connection }, { SqliteJobStore }, { DiskFileStore }, { foldersOf }, { drinks }] = await Promise.all(
      ["storage/sqlite/database", "storage/sqlite/jobs/job-store", "storage/files/file-store", "storage/files/folders", "domain/templates/drinks"]
        .map((name) => import(process.argv[2] + name + ".js")));
    const db = new Connection(process.argv[1] + "/catat.db");
    const store = new SqliteJobStore(db);
    const files = new DiskFileStore(foldersOf(process.argv[1]), "busy");
    for (let n = 0; ; n++) {
      const { id } = await store.createReport(drinks, {}, [{ name: "a.ogg", source: "/a" }]);
      const [recording] = await store.recordings(id);
      const stored = await files.receive("a", [Buffer.from("sound " + n)], 1e6, recording.id);
      await store.fetched(recording.id, stored);
      await store.closeReport(id);
      const job = await store.claim({ worker: "busy", leaseMs: 60000, reportId: id });
      await store.succeed(job.recording.id, job.token, { rows: [], droppedRows: 0 }, {});
      if (n % 2) {
        db.run("DELETE FROM reports WHERE id = @id", { id });
        await files.remove(stored.file);
      }
      if (n === 10) console.log("busy");
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code, box.dataDir, built], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

/** Restores in a process that is killed after so many milliseconds; "done" where it was faster. */
async function killedRestoring(ms: number): Promise<string> {
  const code = `
    const { restore } = await import(process.argv[1] + "storage/maintenance/restore.js");
    console.log("begins");
    await restore(process.argv[2], process.argv[3], true);
    console.log("done");`;
  const built = new URL("../../dist/", import.meta.url).href;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code, built, archive(), target()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await once(child.stdout, "data");
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  await once(child, "close");
  clearTimeout(timer);
  return out.trim().split("\n").at(-1) ?? "";
}

describe("restoring", () => {
  beforeEach(async () => {
    await box.report(ani, ["succeeds"], "dari cadangan");
    await write();
  });

  it("refuses a folder that holds anything, and leaves it", async () => {
    mkdirSync(target());
    writeFileSync(join(target(), "notes.txt"), "mine");
    await expect(restore(archive(), target(), false)).rejects.toMatchObject({ code: "data_present" });
    expect(readdirSync(target())).toEqual(["notes.txt"]);
    await restore(archive(), target(), true);
    expect(readFileSync(join(target(), "notes.txt"), "utf8")).toBe("mine");
  });

  it("refuses a folder that somebody works on, forced or not", async () => {
    const other = open("restored");
    await other.report(null, ["succeeds"]);
    await expect(restore(archive(), target(), true)).rejects.toMatchObject({ code: "data_in_use" });
    expect((await other.store.reports()).length).toBe(1);
    close(other);
    await restore(archive(), target(), true);
  });

  it("puts the backup in the place of what was there: rows, sound and log", async () => {
    const other = open("restored");
    await other.report(null, ["succeeds", "succeeds"], "dulu");
    // A log that was not put away, as after kill -9.
    const log = readFileSync(join(target(), "catat.db-wal"));
    close(other);
    writeFileSync(join(target(), "catat.db-wal"), log);
    await restore(archive(), target(), true);
    expect(violationsIn(target())).toEqual([]);
    expect(soundsOf(target())).toEqual(soundsOf(box.dataDir));
    const copy = open("restored");
    expect((await copy.store.rows(1)).map((r) => r.row.values.nama)).toEqual(["dari cadangan"]);
  });

  it("takes the place of a database that is damaged, with a log beside it", async () => {
    mkdirSync(target());
    for (const name of ["catat.db", "catat.db-wal", "catat.db-shm"])
      writeFileSync(join(target(), name), "x".repeat(9000));
    await restore(archive(), target(), true);
    expect(violationsIn(target())).toEqual([]);
  });

  it("goes on after it was killed in the middle", async () => {
    mkdirSync(join(target(), ".restore", "recordings"), { recursive: true });
    writeFileSync(join(target(), ".restore", "catat.db"), "half");
    await restore(archive(), target(), false);
    expect(violationsIn(target())).toEqual([]);
    expect(existsSync(join(target(), ".restore"))).toBe(false);
  });

  it("that is killed at whatever moment leaves the old database or the new one, whole, and can be done again", async () => {
    for (let i = 0; i < 5; i++) await box.report(null, Array(8).fill("succeeds"), "dari cadangan");
    await write();
    const old = open("restored");
    for (let i = 0; i < 5; i++) await old.report(null, Array(8).fill("succeeds"), "dulu");
    close(old);
    const left: string[] = [];
    for (let ms = 1; left.at(-1) !== "done"; ms *= 1.8) {
      left.push(await killedRestoring(ms));
      const found = violationsIn(target()).filter((v) => v.code !== "file_unnamed");
      expect(found).toEqual([]);
      const copy = open("restored");
      expect([5, 6]).toContain((await copy.store.reports()).length);
      close(copy);
    }
    expect(left.length).toBeGreaterThan(2);
    await restore(archive(), target(), true);
    expect(violationsIn(target())).toEqual([]);
    expect(soundsOf(target())).toEqual(soundsOf(box.dataDir));
  });

  it("brings a delivery that was on its way to its end, and removes what is too old, as any start does", async () => {
    const copy = join(folder, "restored");
    await box.chats.nextDelivery();
    await write();
    await restore(archive(), copy, false);
    const next = open("restored");
    expect(await next.chats.nextDelivery()).toMatchObject({ report: { id: 1 }, maybeSent: true });
    await next.chats.delivered(1, 1, 90);
    next.clock.now += 3_600_000;
    expect(expire(next.db, next.folders, { audioMs: 1000, rowsMs: null })).toEqual({ audio: 1, reports: 0 });
  });
});

interface Entry {
  path: string;
  type?: "File" | "Directory" | "SymbolicLink" | "Link" | "CharacterDevice";
  linkpath?: string;
  body?: Buffer | string;
}

/** An archive that no tool would write. */
function crafted(entries: readonly Entry[]): string {
  const blocks = entries.map(({ path, type = "File", linkpath = "", body = "" }) => {
    const content = Buffer.from(body);
    const header = Buffer.alloc(512);
    new Header({ path, type, linkpath, size: content.length, mode: 0o777, mtime: new Date(0) }).encode(header, 0);
    return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
  });
  const path = join(folder, "crafted.tar");
  writeFileSync(path, Buffer.concat([...blocks, Buffer.alloc(1024)]));
  return path;
}

describe("what is no backup is refused, and writes nothing:", () => {
  const manifest = { path: "manifest.json", body: '{"catat":1,"createdAt":"2026-11-25T00:00:00.000Z"}' };
  const first = { path: "catat.db", body: "x" };

  /** A whole archive, of a database as it is. */
  async function packDatabaseAlone(): Promise<void> {
    const staged = join(folder, "staged");
    mkdirSync(join(staged, "recordings"), { recursive: true });
    await box.db.backup(join(staged, "catat.db"));
    writeFileSync(join(staged, "manifest.json"), manifest.body);
    await pack(staged, archive());
  }

  it.each<[string, Entry[]]>([
    ["an archive of nothing", []],
    ["a path that leads out", [first, { path: "../evil", body: "x" }, manifest]],
    ["a path that leads out by a detour", [first, { path: "recordings/../../evil", body: "x" }, manifest]],
    ["an absolute path", [first, { path: "/tmp/evil", body: "x" }, manifest]],
    ["a database that is a link", [{ path: "catat.db", type: "SymbolicLink", linkpath: "../evil" }, manifest]],
    ["a folder that is a link", [first, { path: "recordings", type: "SymbolicLink", linkpath: ".." }, manifest]],
    ["a hard link", [first, { path: "recordings/1-aaaaaaaa", type: "Link", linkpath: "../evil" }, manifest]],
    ["a device", [first, { path: "recordings/1-aaaaaaaa", type: "CharacterDevice" }, manifest]],
    ["a file of another name", [first, { path: "recordings/x.sh", body: "x" }, manifest]],
    ["a file twice", [first, first, manifest]],
    ["one without its end", [first]],
    ["one of a later kind", [first, { ...manifest, body: manifest.body.replace("1", "2") }]],
    ["one whose database is none", [{ ...first, body: "no database".repeat(1000) }, manifest]],
  ])("%s", async (_, entries) => {
    writeFileSync(join(folder, "evil"), "canary");
    await expect(restore(crafted(entries), target(), true)).rejects.toMatchObject({ code: "backup_unreadable" });
    expect(readFileSync(join(folder, "evil"), "utf8")).toBe("canary");
    expect(readdirSync(target()).filter((name) => name !== "workers")).toEqual([]);
  });

  it("a backup that was cut off anywhere, or is not there, or is something else", async () => {
    await box.report(ani, ["succeeds"]);
    await write();
    const whole = readFileSync(archive());
    const end = whole.lastIndexOf("manifest.json");
    for (const length of [0, 100, 512, 5000, end - 512, end, end + 300]) {
      writeFileSync(join(folder, "cut.tar"), whole.subarray(0, length));
      await expect(restore(join(folder, "cut.tar"), target(), true)).rejects.toMatchObject({
        code: "backup_unreadable",
      });
    }
    writeFileSync(join(folder, "text.tar"), "this is a text ".repeat(500));
    await expect(restore(join(folder, "text.tar"), target(), true)).rejects.toMatchObject({
      code: "backup_unreadable",
    });
    await expect(restore(join(folder, "none.tar"), target(), true)).rejects.toMatchObject({ code: "file_not_found" });
    await expect(restore(folder, target(), true)).rejects.toMatchObject({ code: "backup_unreadable" });
  });

  it("a backup of a newer Catat, in a sentence that says so", async () => {
    box.db.run("PRAGMA user_version = 99");
    await expect(write()).rejects.toMatchObject({ code: "store_newer" });
    await packDatabaseAlone();
    await expect(restore(archive(), target(), true)).rejects.toMatchObject({
      code: "store_newer",
      facts: { path: archive(), found: 99 },
    });
  });

  it("a backup whose sound is not all there, but where that is known", async () => {
    await box.report(null, ["succeeds"]);
    await packDatabaseAlone();
    await expect(restore(archive(), target(), false)).rejects.toMatchObject({
      code: "backup_faulty",
      facts: { violations: [{ code: "file_missing" }] },
    });
  });

  it("a link in the place of the folder's own parts is not followed", async () => {
    await box.report(null, ["succeeds"]);
    await write();
    mkdirSync(target());
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(target(), ".restore"));
    await restore(archive(), target(), true);
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});
