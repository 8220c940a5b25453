import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import type { Recording } from "../../src/domain/recording.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { DiskFileStore } from "../../src/storage/files/file-store.js";
import { type Folders, foldersOf } from "../../src/storage/files/folders.js";
import { RecordingsFolder } from "../../src/storage/files/recordings-folder.js";
import { registerWorker } from "../../src/storage/locks/worker-registry.js";
import { inspect } from "../../src/storage/maintenance/inspection.js";
import { sweep } from "../../src/storage/maintenance/sweep.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { Catat } from "../e2e/catat.js";

const dead = "00000000-0000-4000-8000-000000000000";
const nothing = { temporary: 0, unnamed: 0, lost: 0, locks: 0 };

let folder: string;
let folders: Folders;
let db: Connection;
let store: SqliteJobStore;
let worker: ReturnType<typeof registerWorker>;
let files: DiskFileStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-sweep-"));
  folders = foldersOf(folder);
  db = new Connection(join(folder, "catat.db"));
  const home = new RecordingsFolder(db, folders.recordings);
  store = new SqliteJobStore(db, (file) => home.lacks(file));
  worker = registerWorker(folders.workers);
  files = new DiskFileStore(folders, worker.id, 0, home);
});
afterEach(async () => {
  worker.close();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A closed report of recordings whose files are in. */
async function taken(count: number): Promise<Recording[]> {
  const source = join(folder, "source");
  const { id } = await store.createReport(drinks, {}, Array(count).fill({ name: "a.ogg", source }));
  for (const r of await store.recordings(id)) {
    writeFileSync(source, `sound ${r.id}`);
    await store.fetched(r.id, await files.take(r, r.id));
  }
  await store.closeReport(id);
  return store.recordings(id);
}

/** As if it had been written so many milliseconds ago. */
function written(path: string, agoMs = 0, text = "left behind"): string {
  writeFileSync(path, text);
  const at = (Date.now() - agoMs) / 1000;
  utimesSync(path, at, at);
  return path;
}

describe("sweeping up", () => {
  it("clears the temporary files of a process that was killed, and none while it lives", async () => {
    mkdirSync(join(folders.temporary, "empty"));
    const own = written(files.scratch("7-aaaaaaaa"));
    const code = `
      import { writeFileSync } from "node:fs";
      const [{ registerWorker }, { DiskFileStore }, { foldersOf }] = await Promise.all(
        ["locks/worker-registry", "files/file-store", "files/folders"].map((name) => import(process.argv[2] + name + ".js")));
      const folders = foldersOf(process.argv[1]);
      const { id } = registerWorker(folders.workers);
      writeFileSync(new DiskFileStore(folders, id).scratch("8-bbbbbbbb.wav.part"), "half");
      gc();
      setTimeout(() => console.log("written"), 50);
      setInterval(() => {}, 1000);`;
    const built = new URL("../../dist/storage/", import.meta.url).href;
    const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", code, folder, built], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const whileItLives = sweep(db, folders);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(whileItLives).toEqual(nothing);
    expect(sweep(db, folders)).toEqual({ ...nothing, temporary: 1 });
    expect(existsSync(own)).toBe(true);
    expect(readdirSync(folders.temporary)).toHaveLength(2);
    expect(readdirSync(folders.workers).filter((name) => !name.includes(worker.id))).toEqual([]);
  });

  it("clears the locks of dead workers, but not one that may be taken at this moment", () => {
    const old = written(join(folders.workers, `${dead}.lock`), 120_000, "");
    const young = written(join(folders.workers, `${dead.replace("0", "1")}.lock`), 0, "");
    expect(sweep(db, folders)).toEqual({ ...nothing, locks: 1 });
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it("leaves every file that a recording names, whatever became of it", async () => {
    const [first, second] = await taken(3);
    const job = await store.claim({ worker: worker.id, leaseMs: 1000 });
    await store.succeed(job?.recording.id ?? 0, job?.token ?? "", { rows: [], droppedRows: 0 }, {});
    await store.claim({ worker: worker.id, leaseMs: 1000 });
    expect(sweep(db, folders)).toEqual(nothing);
    for (const r of [first, second]) expect(existsSync(files.path(r?.file ?? ""))).toBe(true);
  });

  it("removes a second copy of a recording once it is settled which one counts", async () => {
    const { id } = await store.createReport(drinks, {}, [{ name: "a", source: "/a" }]);
    const [recording] = await store.recordings(id);
    const copy = written(files.path(`${recording?.id}-aaaaaaaa`));
    expect(sweep(db, folders)).toEqual(nothing);
    const kept = written(files.path(`${recording?.id}-bbbbbbbb`));
    await store.fetched(recording?.id ?? 0, { file: `${recording?.id}-bbbbbbbb`, bytes: 1, sha256: "a" });
    expect(sweep(db, folders)).toEqual({ ...nothing, unnamed: 1 });
    expect([existsSync(copy), existsSync(kept)]).toEqual([false, true]);
  });

  it("removes the files of somebody who was forgotten before their files were removed", async () => {
    const [recording] = await taken(1);
    db.run("DELETE FROM reports");
    expect(sweep(db, folders)).toEqual({ ...nothing, unnamed: 1 });
    expect(existsSync(files.path(recording?.file ?? ""))).toBe(false);
  });

  it("leaves the recordings of a database that was moved away", async () => {
    const older = written(files.path("1-aaaaaaaa"), 3_600_000);
    const later = written(files.path("99-aaaaaaaa"));
    const foreign = written(join(folders.recordings, "notes.txt"));
    await taken(1);
    expect(sweep(db, folders)).toEqual(nothing);
    for (const path of [older, later, foreign]) expect(existsSync(path)).toBe(true);
  });

  it("fails what has lost its file, with the reason, settles its report, and a retry fetches it again", async () => {
    const [first, second] = await taken(2);
    const job = await store.claim({ worker: worker.id, leaseMs: 1000 });
    await store.succeed(job?.recording.id ?? 0, job?.token ?? "", { rows: [], droppedRows: 0 }, {});
    await files.remove(second?.file ?? "");
    expect(sweep(db, folders)).toEqual({ ...nothing, lost: 1 });
    const reportId = first?.reportId ?? 0;
    const [, lost] = await store.recordings(reportId);
    expect(lost).toMatchObject({ status: "FAILED", failure: { code: "file_not_found", facts: { file: "a.ogg" } } });
    expect((await store.report(reportId))?.status).toBe("PARTIALLY_COMPLETED");
    await store.retry(reportId);
    const again = (await store.recordings(reportId))[1] as Recording;
    expect(again.status).toBe("FETCHING");
    expect(await store.fetched(again.id, await files.take(again, again.id))).toMatchObject({
      status: "QUEUED",
      duplicateOf: null,
    });
  });

  it("leaves nothing that should not be where what was lost cannot be fetched again", async () => {
    for (const end of ["refuse", "cancel", "repeat"] as const) {
      const [first, second, third] = await taken(3);
      const [reportId = 0, lost = 0] = [first?.reportId, second?.id];
      db.run("UPDATE recordings SET status = 'SUCCEEDED', duplicate_of = 2 WHERE id = @id", { id: third?.id });
      await files.remove(second?.file ?? "");
      sweep(db, folders);
      await store.retry(reportId);
      if (end === "refuse") await store.refuse(lost, new Failure("download_failed", { file: "a.ogg", reason: "gone" }));
      if (end === "cancel") await store.cancelReport(reportId);
      if (end === "repeat")
        await store.fetched(lost, await files.take({ name: "a.ogg", source: files.path(first?.file ?? "") }, lost));
      sweep(db, folders);
      expect([end, inspect(db, folders)]).toEqual([end, []]);
      if (end === "refuse") {
        await store.retry(reportId);
        expect((await store.recordings(reportId))[1]?.status).toBe("FETCHING");
      }
    }
  });

  it("leaves a lost file to the living worker that has it, and to a stored transcript", async () => {
    const [first] = await taken(1);
    const job = await store.claim({ worker: worker.id, leaseMs: 1000 });
    await files.remove(first?.file ?? "");
    expect(sweep(db, folders)).toEqual(nothing);
    const transcript = { text: "", language: "id", model: "m", segments: [] };
    await store.saveTranscript(first?.id ?? 0, job?.token ?? "", transcript);
    await store.release(first?.id ?? 0, job?.token ?? "");
    expect(sweep(db, folders)).toEqual(nothing);
    db.run("DELETE FROM transcripts");
    expect(sweep(db, folders)).toEqual({ ...nothing, lost: 1 });
  });
});

it("whoever goes on with the work clears what was left behind, and says so in the log", async () => {
  const catat = new Catat();
  mkdirSync(catat.path("data/tmp"), { recursive: true });
  const left = written(catat.path(`data/tmp/${dead}.1-aaaaaaaa`));
  const { code, err } = await catat.run(["resume"]);
  expect(code, err).toBe(0);
  expect(existsSync(left)).toBe(false);
  const lines = readFileSync(catat.path("data/catat.log"), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ ...nothing, temporary: 1 })]);
  catat.remove();
});
