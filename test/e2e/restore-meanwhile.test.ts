import { execFileSync } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readlinkSync } from "node:fs";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Box } from "../storage/box.js";
import { ani } from "../storage/sellers.js";
import { Catat } from "./catat.js";

let catat: Catat;
beforeEach(async () => {
  catat = new Catat();
  const box = new Box(catat.path("data"));
  await box.report(ani, ["succeeds"]);
  box.close();
  expect((await catat.run(["backup", "catat.tar"])).code).toBe(0);
});
afterEach(() => catat.remove());

async function until(state: () => boolean): Promise<void> {
  while (!state()) await sleep(10);
}

it("what starts while a backup is being restored is refused with a sentence, and starts once that has ended", async () => {
  const archive = catat.path("held.tar");
  // Whoever opens it waits until somebody writes to it.
  execFileSync("mkfifo", [archive]);
  const restoring = catat.start(["restore", archive, "--force"]);
  try {
    const err = text(restoring.stderr as Readable);
    await until(() => existsSync(catat.path("data/.restore")));
    for (const command of ["reports", "worker"]) {
      expect(await catat.run([command])).toEqual({
        code: 1,
        out: "",
        err: `Error: A backup is being put in the place of ${catat.path("data")}: start again when 'catat restore' is done.\n`,
      });
    }
    expect((await catat.run(["restore", "catat.tar", "--force"])).err).toContain("Catat is running on");
    closeSync(openSync(archive, "w"));
    expect(await err).toContain("held.tar is no whole backup of Catat");
  } finally {
    restoring.kill("SIGKILL");
  }
  expect(JSON.parse((await catat.run(["reports", "--json"])).out)).toHaveLength(1);
});

it("a restore that is killed keeps nothing from starting", async () => {
  const archive = catat.path("held.tar");
  execFileSync("mkfifo", [archive]);
  const restoring = catat.start(["restore", archive, "--force"]);
  await until(() => existsSync(catat.path("data/.restore")));
  restoring.kill("SIGKILL");
  await text(restoring.stderr as Readable);
  expect((await catat.run(["reports"])).code).toBe(0);
});

it.skipIf(process.platform !== "linux")(
  "a restore is refused while a process starts, though that has not opened the database yet",
  async () => {
    const db = new Database(catat.path("data/catat.db"));
    db.pragma("journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE");
    const starting = catat.start(["reports", "--json"]);
    try {
      const out = text(starting.stdout as Readable);
      await until(() => hasOpen(starting.pid, "catat.db"));
      // However slow the machine is, it does not give up meanwhile.
      starting.kill("SIGSTOP");
      const { code, err } = await catat.run(["restore", "catat.tar", "--force"]);
      expect({ code, err: err.slice(0, 27) }).toEqual({ code: 1, err: "Error: Catat is running on " });
      db.exec("ROLLBACK");
      starting.kill("SIGCONT");
      expect(JSON.parse(await out)).toHaveLength(1);
    } finally {
      db.close();
      starting.kill("SIGKILL");
    }
  },
);

function hasOpen(pid: number | undefined, name: string): boolean {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`).endsWith(name));
  } catch {
    return false;
  }
}
