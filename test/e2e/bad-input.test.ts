import "../engines-turn.js";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amr, make } from "../engines/ffmpeg-files.js";
import { Catat, demo, type Ended, named, type ReportJson, recordings, repeatable } from "./catat.js";

const catat = new Catat();
const folder = catat.path("in");
const tenth = join(recordings, "10.ogg");
let run: Ended;
let report: ReportJson;
let indonesian: ReportJson;

beforeAll(async () => {
  mkdirSync(folder);
  const picture = "testsrc=duration=2:size=160x120:rate=5";
  make(folder, "film.mp4", picture, "-c:v", "mpeg4");
  make(folder, "spoken.mp4", tenth, "-f", "lavfi", "-i", picture, "-c:v", "mpeg4", "-c:a", "aac");
  make(folder, "spoken.webm", tenth, "-c:a", "libopus", "-b:a", "48k");
  make(folder, "short.wav", "sine=duration=0.1");
  make(folder, "long.mp3", "sine=duration=20");
  make(folder, "silence.m4a", "anullsrc=duration=10", "-c:a", "aac");
  make(folder, "noise.flac", "anoisesrc=duration=5:amplitude=0.3:seed=1");
  amr(folder, 100);
  writeFileSync(join(folder, "cut.ogg"), readFileSync(tenth).subarray(0, 9000));
  symlinkSync("nowhere.ogg", join(folder, "gone.ogg"));
  execFileSync("mkfifo", [catat.path("pipe.ogg")]);
  const env = { ...repeatable, CATAT_MAX_MINUTES: "0.25" };
  run = await catat.run(["process", folder, "pipe.ogg", ...demo, "-o", "out.csv", "--json"], env);
  report = JSON.parse(run.out);
  indonesian = JSON.parse((await catat.run(["show", "1", "--json", "--lang", "id"])).out);
});
afterAll(() => catat.remove());

describe("a recording that is refused gets its name, the reason and a remedy in one sentence", () => {
  it.each([
    [
      "film.mp4",
      "film.mp4 has no sound track: send a recording with sound.",
      "film.mp4 tidak punya suara: kirim rekaman yang ada suaranya.",
    ],
    [
      "cut.ogg",
      "cut.ogg is damaged or cut off: copy it again from the phone, or record it again.",
      "cut.ogg rusak atau terpotong: salin ulang dari ponsel, atau rekam ulang.",
    ],
    [
      "gone.ogg",
      "gone.ogg is not there (any more): check the name, or send it again.",
      "gone.ogg tidak ada (lagi): periksa namanya, atau kirim ulang.",
    ],
    [
      "short.wav",
      "short.wav lasts 0.1 s, and at least 0.3 s are needed: record it again.",
      "short.wav hanya 0,1 detik, paling sedikit 0,3 detik: rekam ulang.",
    ],
    [
      "long.mp3",
      "long.mp3 lasts 20 s, and at most 15 s are taken: split it, or raise CATAT_MAX_MINUTES.",
      "long.mp3 lamanya 20 detik, paling lama 15 detik: bagi rekamannya, atau naikkan CATAT_MAX_MINUTES.",
    ],
    [
      "pipe.ogg",
      "pipe.ogg cannot be read (no regular file): check that it is a file and that you may open it.",
      "pipe.ogg tidak bisa dibaca (no regular file): pastikan itu berkas dan boleh dibuka.",
    ],
  ])("%s", (name, english, translated) => {
    expect(named(report, name)).toMatchObject({ status: "FAILED", rows: [], failure: { message: english } });
    expect(named(indonesian, name).failure?.message).toBe(translated);
  });
});

it("the others go on: a film with sound, webm and AMR are read", () => {
  expect(run.code).toBe(2);
  for (const name of ["spoken.mp4", "spoken.webm", "note.amr"]) expect(named(report, name).status).toBe("SUCCEEDED");
  expect(named(report, "spoken.webm").rows).toHaveLength(1);
  expect(named(report, "spoken.mp4").rows).toHaveLength(1);
});

it("silence and noise are said to hold nothing, and no row is made of them", async () => {
  for (const name of ["silence.m4a", "noise.flac"]) {
    expect(named(report, name)).toMatchObject({ status: "SUCCEEDED", outcome: "silent", rows: [] });
  }
  expect(run.err).toContain("✓ silence.m4a  nothing was said");
  expect((await catat.run(["show", "1", "--lang", "id"])).out).toMatch(/silence\.m4a.*tidak ada yang diucapkan/);
});

it("each failure is listed once, with what it takes to try again", async () => {
  const { out } = await catat.run(["show", "1"]);
  expect(out).toMatch(/^ {2}1\.\d+ {2}film\.mp4 has no sound track/m);
  expect(out.match(/film\.mp4 has no sound track/g)).toHaveLength(1);
  expect(out).toContain("Try again with: catat retry 1");
});

it.skipIf(process.getuid?.() === 0)("a recording without read permission is said to be unreadable", async () => {
  const locked = catat.path("locked.ogg");
  copyFileSync(tenth, locked);
  chmodSync(locked, 0);
  const { code, out } = await catat.run(["process", locked, ...demo, "--json"], repeatable);
  expect(code).toBe(1);
  const message = "locked.ogg cannot be read (EACCES): check that it is a file and that you may open it.";
  expect(named(JSON.parse(out), "locked.ogg").failure).toMatchObject({ code: "file_not_readable", message });
});
