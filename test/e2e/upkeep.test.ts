import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { violationsIn } from "../invariants.js";
import { Box } from "../storage/box.js";
import { ani, budi } from "../storage/sellers.js";
import { Catat, demo, type ReportJson, recordings, repeatable } from "./catat.js";

const day = 24 * 3_600_000;

let catat: Catat;
let child: ChildProcess | null;
beforeEach(() => {
  catat = new Catat();
  child = null;
});
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }
  catat.remove();
});

/** Puts things into the data folder, as if so many days ago. */
async function inBox<T>(work: (box: Box) => Promise<T>, daysAgo = 0): Promise<T> {
  const box = new Box(catat.path("data"));
  box.clock.now -= daysAgo * day;
  try {
    return await work(box);
  } finally {
    box.close();
  }
}

/** A worker that runs, and waits for a model that is not there. */
async function worker(): Promise<ChildProcess> {
  child = catat.start(["worker"], { CATAT_EXTRACTOR: "embedded", CATAT_WHISPER_MODEL: "/no/model.bin" });
  let err = "";
  child.stdout?.resume();
  while (!/is missing/.test(err)) err += (await once(child.stderr as NonNullable<typeof child.stderr>, "data"))[0];
  return child;
}

describe("catat check", () => {
  it("finds everything as it should be, also while a worker runs and after one was killed", async () => {
    await inBox(async (box) => {
      await box.report(ani, ["succeeds", "fails"]);
      await box.report(null, ["succeeds", "runs"]);
    });
    const running = await worker();
    const { code, out } = await catat.run(["check"]);
    expect({ code, out }).toEqual({ code: 0, out: "Everything is as it should be: 2 reports checked.\n" });
    running.kill("SIGKILL");
    const killed = await catat.run(["check", "--json"]);
    expect(JSON.parse(killed.out)).toEqual({ ok: true, reports: 2, violations: [] });
  });

  it("names what must not be, in a sentence, and ends with 1", async () => {
    await inBox(async (box) => {
      const id = await box.report(ani, ["succeeds", "fails"]);
      await box.files.remove((await box.store.recordings(id))[0]?.file ?? "");
      box.db.run("DELETE FROM deliveries");
    });
    writeFileSync(catat.path("data/recordings/99-aaaaaaaa"), "whose?");
    const { code, out } = await catat.run(["check", "--lang", "id"]);
    expect(code).toBe(1);
    expect(out.replace(/1-[0-9a-f]{8}/, "1-xxxxxxxx").split("\n")).toEqual([
      "3 hal tidak sebagaimana mestinya:",
      "  Versi 1 dari laporan 1 tidak punya kiriman, terkirim atau menunggu.",
      "  Suara rekaman 1.1 hilang dari disk (recordings/1-xxxxxxxx).",
      "  recordings/99-aaaaaaaa bukan milik rekaman mana pun: pindahkan.",
      "",
    ]);
    const json = JSON.parse((await catat.run(["check", "--json"])).out);
    expect(json).toMatchObject({
      ok: false,
      violations: [{ code: "delivery_missing", facts: { report: 1, revision: 1 } }, {}, {}],
    });
  });

  it("finds a page of the database that is damaged", async () => {
    await inBox((box) => box.report(null, ["succeeds", "succeeds"], "kata ".repeat(3000)));
    const path = catat.path("data/catat.db");
    const file = openSync(path, "r+");
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, statSync(path).size - 4096);
    closeSync(file);
    const { code, out, err } = await catat.run(["check"]);
    expect(code).toBe(1);
    expect(out + err).toMatch(/database .*damaged/);
  });
});

describe("catat backup and catat restore", () => {
  it("take a report to another folder while a worker runs, and an interrupted one is finished there", async () => {
    const sound = readFileSync(join(recordings, "10.ogg"));
    await inBox(async (box) => {
      await box.report(ani, ["succeeds", "fails"]);
      const id = await box.report(null, ["runs"]);
      writeFileSync(box.files.path((await box.store.recordings(id))[0]?.file ?? ""), sound);
    });
    const running = await worker();
    const backup = await catat.run(["backup", "catat.tar"]);
    expect({ code: backup.code, out: backup.out }).toEqual({
      code: 0,
      out: `Backup written to ${catat.path("catat.tar")}: 2 reports, the sound of 3 recordings.\n`,
    });
    const refused = await catat.run(["restore", "catat.tar", "--force"]);
    expect([refused.code, refused.err]).toEqual([
      1,
      `Error: Catat is running on ${catat.path("data")}: stop it first ('catat serve', bot, worker or process).\n`,
    ]);
    running.kill("SIGKILL");

    const other = ["--data-dir", catat.path("other")];
    const restored = await catat.run(["restore", "catat.tar", ...other, "--json"]);
    expect(JSON.parse(restored.out)).toEqual({ dataDir: catat.path("other"), reports: 2, recordings: 3 });
    expect(statSync(catat.path("other")).mode & 0o777).toBe(0o700);
    const shown = ["show", "1", "--json"];
    expect((await catat.run([...shown, ...other])).out).toBe((await catat.run(shown)).out);
    const resumed = await catat.run(["resume", ...demo, ...other, "--json"], repeatable);
    expect(resumed.code, resumed.err).toBe(0);
    const report: ReportJson = JSON.parse(resumed.out);
    expect(report.recordings).toMatchObject([{ attempts: 1, rows: [{ values: { jumlah_minuman: 3 } }] }]);
    expect(violationsIn(catat.path("other"))).toEqual([]);
  });

  it("refuse in a sentence what would lose something", async () => {
    await inBox((box) => box.report(null, ["succeeds"]));
    const inside = await catat.run(["backup", "data/catat.tar"]);
    expect([inside.code, inside.err]).toEqual([
      1,
      `Error: ${catat.path("data/catat.tar")} is inside the data folder ${catat.path("data")}: keep backups elsewhere.\n`,
    ]);
    expect((await catat.run(["backup", "catat.tar"])).code).toBe(0);
    const present = await catat.run(["restore", "catat.tar", "--lang", "id"]);
    expect([present.code, present.err]).toEqual([
      1,
      `Kesalahan: Folder data ${catat.path("data")} tidak kosong: sebutkan folder lain dengan --data-dir, atau ganti isinya dengan --force.\n`,
    ]);
    appendFileSync(catat.path("short.tar"), readFileSync(catat.path("catat.tar")).subarray(0, 2000));
    const short = await catat.run(["restore", "short.tar", "--force"]);
    expect(short.code).toBe(1);
    expect(short.err).toContain("short.tar is no whole backup of Catat");
    const forced = await catat.run(["restore", "catat.tar", "--force"]);
    expect(forced.code, forced.err).toBe(0);
    expect(JSON.parse((await catat.run(["reports", "--json"])).out)).toHaveLength(1);
    expect(violationsIn(catat.path("data"))).toEqual([]);
  });
});

describe("what was kept long enough", () => {
  it("is removed by catat tidy: the sound first, and a retry says so", async () => {
    await inBox((box) => box.report(null, ["succeeds", "fails"]), 8);
    const { code, out } = await catat.run(["tidy"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: "Removed: the sound of 2 recordings (kept 7 days), transcripts and rows of 0 reports (kept 90 days).\n",
    });
    const retried = await catat.run(["retry", "1"]);
    expect([retried.code, retried.err]).toEqual([
      1,
      "Error: The sound of 2.ogg was removed, so it cannot be tried again: send it anew (CATAT_KEEP_AUDIO_DAYS says how long sound is kept).\n",
    ]);
    expect(filesOf(catat.path("data/recordings"))).toEqual([]);
    expect((await catat.run(["show", "1"])).out).toContain("tiga teh");
    expect((await catat.run(["retry", "1.1"])).err).toContain("Nothing failed in 1.1");
    expect((await catat.run(["retry", "1.1", "--again"])).err).toContain("The sound of 1.ogg was removed");
    expect((await catat.run(["check"])).code).toBe(0);
  });

  it("is removed with its rows in the end, and every command says that there was something", async () => {
    await inBox((box) => box.report(null, ["succeeds", "fails"]), 91);
    expect(JSON.parse((await catat.run(["tidy", "--json"])).out)).toMatchObject({ audio: 2, reports: 1 });
    const sentence = "What was in report 1 has been removed: it was kept for as long as CATAT_KEEP_ROWS_DAYS says.";
    expect((await catat.run(["show", "1"])).out).toBe(`${sentence}\n`);
    for (const command of ["export", "retry", "resume"]) {
      const { code, err } = await catat.run([command, "1"]);
      expect([command, code, err]).toEqual([command, 1, `Error: ${sentence}\n`]);
    }
    expect((await catat.run(["reports"])).out).toMatch(/│ +1 │ partially completed +│ +2 │ removed │/);
    expect(JSON.parse((await catat.run(["show", "1", "--json"])).out).removedAt).toMatch(/^20/);
  });

  it("stays for ever where that is set", async () => {
    await inBox((box) => box.report(null, ["succeeds"]), 5000);
    const forever = { CATAT_KEEP_AUDIO_DAYS: "0", CATAT_KEEP_ROWS_DAYS: "0" };
    const { out } = await catat.run(["tidy", "--lang", "id"], forever);
    expect(out).toBe(
      "Dihapus: suara 0 rekaman (disimpan selamanya), transkrip dan baris 0 laporan (disimpan selamanya).\n",
    );
    expect((await catat.run(["show", "1"], forever)).out).toContain("tiga teh");
    expect(filesOf(catat.path("data/recordings"))).toHaveLength(1);
  });
});

describe("catat purge", () => {
  const traces = (secret: string) =>
    readdirSync(catat.path("data"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(secret))
      .map((entry) => entry.name);

  beforeEach(() =>
    inBox(async (box) => {
      await box.chats.seen({ id: ani.user, name: "rahasia", username: null }, "id");
      await box.report(ani, ["succeeds"], "rahasia ".repeat(500));
      await box.deliver();
      await box.report(budi, ["succeeds"], "umum");
    }),
  );

  it("leaves not a byte of a user, while a worker runs, and tells what it did", async () => {
    await worker();
    expect(traces("rahasia")).not.toEqual([]);
    const { code, out } = await catat.run(["purge", "--user", String(ani.user)]);
    expect({ code, out }).toEqual({ code: 0, out: `The data of ${ani.user} was removed: 1 report.\n` });
    expect([traces("rahasia"), traces(String(ani.user)), traces("sound 1")]).toEqual([[], [], []]);
    expect(traces("umum")).not.toEqual([]);
    expect((await catat.run(["purge", "--user", String(ani.user)])).out).toBe(`Nothing of ${ani.user} is kept.\n`);
    expect((await catat.run(["check"])).code).toBe(0);
  });

  it("leaves the rows that were delivered where the owner keeps them, and says so", async () => {
    const env = { CATAT_KEEP_DELIVERED_ROWS: "1" };
    const { out } = await catat.run(["purge", "--user", String(ani.user), "--lang", "id"], env);
    expect(out).toContain("Baris yang sudah terkirim tetap disimpan, tanpa pengirimnya");
    expect([traces(String(ani.user)), traces("sound 1")]).toEqual([[], []]);
    expect((await catat.run(["export", "1", "-o", "out.csv"])).code).toBe(0);
    expect(readFileSync(catat.path("out.csv"), "utf8")).toContain("rahasia");
    expect((await catat.run(["check"])).code).toBe(0);
  });

  it("asks for a user's number", async () => {
    expect((await catat.run(["purge"])).err).toMatch(/'--user <number>' is missing/);
    expect((await catat.run(["purge", "--user", "budi"])).err).toContain("'budi' is no Telegram user number");
  });
});
