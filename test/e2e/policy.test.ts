import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { Box } from "../storage/box.js";
import { ani } from "../storage/sellers.js";
import { Catat } from "./catat.js";
import { ended } from "./services.js";

const day = 24 * 3_600_000;
const dead = "00000000-0000-4000-8000-000000000000";

let catat: Catat;
let children: ChildProcess[];
beforeEach(() => {
  catat = new Catat();
  children = [];
});
afterEach(async () => {
  for (const child of children) await ended(child, "SIGKILL");
  catat.remove();
});

async function inBox<T>(work: (box: Box) => Promise<T>, daysAgo = 0): Promise<T> {
  const box = new Box(catat.path("data"));
  box.clock.now -= daysAgo * day;
  try {
    return await work(box);
  } finally {
    box.close();
  }
}

/** A worker that runs, and waits for a model that is not there; `until` it said what it waits for. */
async function worker(env: Record<string, string>, until = /is missing/): Promise<void> {
  const child = catat.start(["worker"], { CATAT_EXTRACTOR: "embedded", CATAT_WHISPER_MODEL: "/no/model.bin", ...env });
  children.push(child);
  let err = "";
  while (!until.test(err)) err += (await once(child.stderr as NonNullable<typeof child.stderr>, "data"))[0];
}

const sounds = () => filesOf(catat.path("data/recordings")).length;

/** All that the data folder holds, but for locks, and for the log that SQLite writes ahead. */
function contents(): Record<string, string> {
  const hash = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const box = new Box(catat.path("data"));
  box.db.emptyLog();
  box.close();
  const entries = readdirSync(catat.path("data"), { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  const kept = paths.filter((path) => !/\/workers\/|catat\.db-|\.log$/.test(path));
  return Object.fromEntries(kept.map((path) => [path, hash(path)]));
}

describe("a command that looks", () => {
  it("removes, fails and takes back nothing, however long things were kept and whatever was killed", async () => {
    await inBox(async (box) => {
      await box.report(null, ["succeeds", "fails"]);
      await box.report(ani, ["succeeds"]);
      await box.deliver();
      const lost = await box.report(null, ["waits"]);
      await box.files.remove((await box.store.recordings(lost))[0]?.file ?? "");
      await box.report(null, ["runs"]);
    }, 400);
    mkdirSync(catat.path("data/tmp"), { recursive: true });
    mkdirSync(catat.path("data/services"), { recursive: true });
    writeFileSync(catat.path(`data/tmp/${dead}.1-aaaaaaaa`), "left behind");
    writeFileSync(catat.path(`data/services/bot.${dead}.json`), JSON.stringify({ at: 1, fault: null }));
    writeFileSync(catat.path("data/recordings/1-aaaaaaaa"), "unnamed");
    const before = contents();
    const short = { CATAT_KEEP_AUDIO_DAYS: "1", CATAT_KEEP_ROWS_DAYS: "1", CATAT_MAX_ATTEMPTS: "1" };
    for (const command of [
      ["reports"],
      ["show", "1"],
      ["check"],
      ["health"],
      ["users"],
      ["export", "1", "-o", "out.csv"],
      ["backup", "a.tar"],
    ])
      await catat.run(command, short);
    expect(existsSync(catat.path("out.csv")) && existsSync(catat.path("a.tar"))).toBe(true);
    expect(contents()).toEqual(before);
  });
});

describe("how long things are kept", () => {
  it("is as the service has it that was started last, whatever shell a command is typed in", async () => {
    await inBox((box) => box.report(null, ["succeeds"]), 400);
    await worker({ CATAT_KEEP_AUDIO_DAYS: "0", CATAT_KEEP_ROWS_DAYS: "0" });
    const tidied = JSON.parse((await catat.run(["tidy", "--json"])).out);
    expect(tidied).toEqual({ audio: 0, reports: 0, keepAudioDays: null, keepRowsDays: null });
    await catat.run(["process", "gone.ogg"]);
    await catat.run(["resume"]);
    expect(sounds()).toBe(1);

    await worker({ CATAT_KEEP_AUDIO_DAYS: "30" });
    expect(sounds()).toBe(0);
    const again = JSON.parse((await catat.run(["tidy", "--json"], { CATAT_KEEP_AUDIO_DAYS: "1" })).out);
    expect(again).toMatchObject({ keepAudioDays: 30, keepRowsDays: 90 });
  });

  it("is not changed by a bot that does not come to run", async () => {
    await inBox((box) => box.report(null, ["succeeds"]), 400);
    expect((await catat.run(["bot"])).err).toContain("token is missing");
    expect((await catat.run(["serve"])).err).toContain("token is missing");
    expect(sounds()).toBe(1);
  });

  it("also says whether delivered rows stay when somebody's data is removed", async () => {
    await inBox(async (box) => {
      await box.report(ani, ["succeeds"]);
      await box.deliver();
    });
    await worker({ CATAT_KEEP_DELIVERED_ROWS: "1" });
    const { out } = await catat.run(["purge", "--user", String(ani.user), "--json"]);
    expect(JSON.parse(out)).toMatchObject({ reports: 1, rowsKept: true });
    expect((await catat.run(["export", "1", "-o", "out.csv"])).code).toBe(0);
  });
});

it("where the recordings' disk is not there, a worker and every command that needs it says so, and nothing fails", async () => {
  const data = catat.path("data");
  await inBox((box) => box.report(null, ["succeeds", "waits"]));
  renameSync(join(data, "recordings"), catat.path("away"));
  const sentence = `Error: ${data}/recordings is not the folder that the recordings were put into: mount its disk`;
  for (const command of [["resume"], ["retry", "1.1", "--again"], ["purge", "--user", "1"], ["backup", "a.tar"]]) {
    const { code, err } = await catat.run(command);
    expect([command, code, err]).toEqual([command, 1, expect.stringContaining(sentence)]);
  }
  expect((await catat.run(["check"])).out).toContain("mount its disk.");
  expect(JSON.parse((await catat.run(["show", "1", "--json"])).out).recordings).toMatchObject([
    { status: "SUCCEEDED" },
    { status: "QUEUED" },
  ]);
  await worker({}, /mount its disk/);
  expect((await catat.run(["health", "worker"])).out).toContain("mount its disk");
  renameSync(catat.path("away"), join(data, "recordings"));
  expect((await catat.run(["resume"], { CATAT_WHISPER_SERVER: "/no/server" })).err).toContain("/no/server");
  expect((await catat.run(["check"])).code).toBe(0);
});
