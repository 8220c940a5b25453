import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";

let folder: string;
let path: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-sharing-"));
  path = join(folder, "catat.db");
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const built = new URL("../../dist/storage/", import.meta.url).href;
const preamble = `
  import { once } from "node:events";
  import Database from "better-sqlite3";
  import { Connection } from "${built}sqlite/database.js";
  import { SqliteJobStore } from "${built}sqlite/jobs/job-store.js";
  const path = process.argv[1];
  console.log("ready");
  await once(process.stdin, "data");`;

/** Processes that run the code at the same moment; gives what each printed. */
async function together(count: number, code: string): Promise<string[]> {
  const started = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", preamble + code, path], {
      cwd: new URL("../..", import.meta.url),
      stdio: ["pipe", "pipe", "inherit"],
    });
    children.push(child);
    return child;
  });
  await Promise.all(started.map((child) => once(child.stdout, "data")));
  for (const child of started) child.stdin.end("go");
  return Promise.all(started.map((child) => text(child.stdout)));
}

it("processes that make the same new database at once all find it complete", async () => {
  const printed = await together(
    4,
    `const store = new SqliteJobStore(new Connection(path));
     console.log(JSON.stringify(await store.reports()));
     await store.close();`,
  );
  expect(printed).toEqual(Array(4).fill("[]\n"));
});

it("two workers' processes share two hundred recordings: each is claimed once, none is left", async () => {
  const store = new SqliteJobStore(new Connection(path));
  const sources = Array.from({ length: 200 }, (_, i) => ({ name: `${i}`, source: `/${i}` }));
  const { id } = await store.createReport(drinks, {}, sources);
  for (const r of await store.recordings(id)) await store.fetched(r.id, { file: r.name, bytes: 1, sha256: r.name });
  await store.closeReport(id);
  const printed = await together(
    2,
    `const store = new SqliteJobStore(new Connection(path));
     for (;;) {
       const job = await store.claim({ worker: String(process.pid), leaseMs: 60_000 });
       if (!job) break;
       const rows = [{ values: { nama: job.recording.name }, evidence: {}, flags: {} }];
       console.log(job.recording.position, await store.succeed(job.recording.id, job.token, { rows, droppedRows: 0 }, {}));
       await new Promise((resolve) => setTimeout(resolve, 5));
     }
     await store.close();`,
  );
  const claims = printed.flatMap((p) => p.trim().split("\n"));
  expect(claims.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))).toEqual(
    sources.map((_, i) => `${i + 1} true`),
  );
  for (const p of printed) expect(p).not.toBe("");
  expect(await store.report(id)).toMatchObject({ status: "COMPLETED", revision: 1 });
  expect((await store.rows(id)).map((r) => r.row.values.nama)).toEqual(sources.map((s) => s.name));
  await store.close();
});

/** Another process holds the database for so long; comes back once it does. */
async function heldFor(ms: number): Promise<void> {
  const code = `
    const db = new (require("better-sqlite3"))(process.argv[1]);
    db.exec("BEGIN IMMEDIATE");
    console.log("held");
    setTimeout(() => db.exec("COMMIT"), Number(process.argv[2]));`;
  const child = spawn(process.execPath, ["-e", code, path, String(ms)], {
    cwd: new URL("../..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout, "data");
}

it("a write waits while another process holds the database, and then succeeds", async () => {
  const store = new SqliteJobStore(new Connection(path));
  await heldFor(2000);
  const { id } = await store.createReport(drinks, {}, []);
  expect(await store.report(id)).not.toBe(null);
  await store.close();
});

it("a database that another process is about to make is waited for", async () => {
  await heldFor(500);
  const store = new SqliteJobStore(new Connection(path));
  expect(await store.reports()).toEqual([]);
  await store.close();
});
