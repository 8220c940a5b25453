import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { manifestOf, pack } from "../../src/storage/maintenance/archive.js";
import { Box } from "../storage/box.js";
import { Catat, demo } from "./catat.js";

let catat: Catat;
beforeEach(() => {
  catat = new Catat();
});
afterEach(() => catat.remove());

/** An archive whose database somebody has written into. */
async function archive(prepare: (box: Box) => Promise<unknown>): Promise<string> {
  const path = catat.path("foreign");
  const box = new Box(path);
  await prepare(box);
  const { name, text } = manifestOf(Date.now());
  writeFileSync(join(path, name), text);
  mkdirSync(box.folders.recordings, { recursive: true });
  box.db.emptyLog();
  await pack(path, catat.path("foreign.tar"));
  box.close();
  return catat.path("foreign.tar");
}

const set = (box: Box, settings: Record<string, string>) =>
  box.db.run("UPDATE reports SET settings = @settings", { settings: JSON.stringify(settings) });

it("a restored report starts no program that it names", async () => {
  const program = catat.path("evil.sh");
  writeFileSync(program, `#!/bin/sh\ntouch ${catat.path("ran")}\n`, { mode: 0o755 });
  const file = await archive(async (box) => {
    await box.report(null, ["waits"]);
    set(box, { CATAT_WHISPER_SERVER: program, FFMPEG_PATH: program, FFPROBE_PATH: program });
  });
  expect((await catat.run(["restore", file])).code).toBe(0);
  const { code, err } = await catat.run(["resume", ...demo], { CATAT_WHISPER_SERVER: "/no/whisper-server" });
  expect(code).toBe(1);
  expect(err).toContain("whisper-server is not at /no/whisper-server");
  expect(existsSync(catat.path("ran"))).toBe(false);
});

it("a restored report writes its file into the folder that is worked in, not where another box had it", async () => {
  const victim = catat.path("victim.csv");
  const file = await archive(async (box) => {
    await box.report(null, ["succeeds"]);
    set(box, { output: victim, format: "csv" });
    box.db.run("INSERT INTO outputs VALUES (1, @victim)", { victim });
  });
  expect((await catat.run(["restore", file])).code).toBe(0);
  const { code, err } = await catat.run(["resume", "1"]);
  expect(code, err).toBe(0);
  expect(existsSync(victim)).toBe(false);
  expect(readFileSync(catat.path("report-1.csv"), "utf8")).toContain("tiga teh");
});

it("an archive that names a file outside the recordings' folder is refused, also with --force", async () => {
  const file = await archive(async (box) => {
    await box.report(null, ["fails"]);
    const failure = JSON.stringify({ code: "file_not_found", facts: { file: "1.ogg" } });
    box.db.run("UPDATE recordings SET file = '../../victim', failure = @failure", { failure });
  });
  const { code, err } = await catat.run(["restore", file, "--force"]);
  expect([code, err]).toEqual([1, expect.stringContaining("is no whole backup of Catat (../../victim)")]);
});

it("a data folder whose database names such a file costs nothing outside it", async () => {
  writeFileSync(catat.path("victim"), "kept");
  const box = new Box(catat.path("data"));
  box.clock.now -= 30 * 24 * 3_600_000;
  await box.report(null, ["succeeds"]);
  box.db.run("UPDATE recordings SET file = '../../victim'");
  box.close();
  expect((await catat.run(["tidy"])).code).toBe(0);
  expect(readdirSync(catat.folder)).toContain("victim");
});
