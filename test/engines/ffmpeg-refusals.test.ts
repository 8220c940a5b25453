import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convert, make, refusal, testFolder } from "./ffmpeg-files.js";
import { leaveNoProcess } from "./subprocess-left.js";

const folder = testFolder();
const wav = make(folder, "tone.wav", "sine=duration=20:sample_rate=48000");
const picture = make(folder, "picture.png", "color=c=red:s=32x32", "-frames:v", "1");
leaveNoProcess();

function write(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A film of three seconds, without sound. */
function silentFilm(name: string): string {
  return make(folder, name, "color=c=red:s=32x32:r=5:d=3", "-an");
}

const noise = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 2_654_435_761) >>> 13));

describe("what is no sound is refused as such", () => {
  it.each([
    ["a text named .mp3", () => write("text.mp3", "dua teh botol untuk Pak Budi")],
    ["a text named .ogg", () => write("text.ogg", "dua teh botol untuk Pak Budi")],
    ["a text without an extension", () => write("text", "dua teh botol untuk Pak Budi")],
    ["arbitrary bytes named .mp3", () => write("noise.mp3", noise)],
    ["a picture", () => picture],
    ["a picture named .mp3", () => write("picture.mp3", readFileSync(picture))],
    ["an iPhone's picture", () => write("picture.heic", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"))],
    ["a zip named .m4a", () => write("archive.m4a", Buffer.concat([Buffer.from("PK\x03\x04"), noise]))],
    ["a folder", () => folder],
  ])("%s", async (_, file) => {
    expect(await refusal(folder, file())).toMatchObject({ code: "not_audio", facts: { file: "the name" } });
  });

  it.each([
    ["an ffconcat script", "ffconcat version 1.0\nfile tone.wav\n"],
    ["a playlist", "#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:20,\ntone.wav\n#EXT-X-ENDLIST\n"],
  ])("%s named .ogg does not make ffmpeg read the file that it names", async (_, text) => {
    const name = write("list.ogg", text);
    // The canary is there, and can be read: only the white lists keep it from being heard.
    expect((await convert(folder, wav)).seconds).toBe(20);
    expect(await refusal(folder, name)).toMatchObject({ code: "not_audio" });
  });
});

it.each(["mute.mp4", "mute.webm", "mute.mkv"])("a film without sound has no sound: %s", async (name) => {
  expect(await refusal(folder, silentFilm(name))).toMatchObject({ code: "no_sound", facts: { file: "the name" } });
});

describe("a recording that was cut off, and says how long it was, is damaged", () => {
  it.each([
    ["wav", []],
    ["flac", []],
    ["mp3", []],
    ["webm", ["-c:a", "libopus"]],
    ["m4a", ["-c:a", "aac"]],
    ["m4a", ["-c:a", "aac", "-movflags", "+faststart"]],
  ])("%s %j", async (extension, options) => {
    const file = make(folder, `cut.${extension}`, wav, ...options);
    truncateSync(file, Math.floor(readFileSync(file).length / 3));
    expect(await refusal(folder, file)).toMatchObject({ code: "damaged", facts: { file: "the name" } });
  });

  it("where less than two seconds are missing it is taken", async () => {
    const file = make(folder, "short-cut.wav", "sine=duration=4");
    truncateSync(file, Math.floor(readFileSync(file).length * 0.7));
    expect((await convert(folder, file)).seconds).toBeCloseTo(2.8, 1);
  });
});

it.each([
  ["a page", 200],
  ["a page's head", 20],
])("an ogg that was cut off in the middle of %s is damaged", async (_, more) => {
  const ogg = make(folder, "half-page.ogg", wav, "-c:a", "libopus");
  const bytes = readFileSync(ogg);
  truncateSync(ogg, bytes.lastIndexOf("OggS", Math.floor(bytes.length / 2)) + more);
  expect(await refusal(folder, ogg)).toMatchObject({ code: "damaged" });
});

it("an ogg of which all but the beginning is zeros is damaged", async () => {
  const ogg = make(folder, "zeros.ogg", wav, "-c:a", "libopus");
  const bytes = readFileSync(ogg);
  expect(await refusal(folder, write("zeros.ogg", bytes.fill(0, 2000)))).toMatchObject({ code: "damaged" });
});

describe("length", () => {
  it("under 0.3 s is too short", async () => {
    const blip = make(folder, "blip.ogg", "sine=duration=0.2", "-c:a", "libopus");
    const failure = await refusal(folder, blip);
    expect(failure).toMatchObject({ code: "too_short", facts: { file: "the name", least: 0.3 } });
    expect(failure.facts).toMatchObject({ seconds: expect.closeTo(0.2, 1) });
  });

  it("a WAV without a sample is too short", async () => {
    const empty = make(folder, "none.wav", "sine=duration=1", "-t", "0");
    expect(await refusal(folder, empty)).toMatchObject({ code: "too_short", facts: { seconds: 0 } });
  });

  it("0.4 s is enough", async () => {
    expect((await convert(folder, make(folder, "brief.wav", "sine=duration=0.4"))).seconds).toBeCloseTo(0.4, 2);
  });

  it.each([
    ["stated by the container", ["long.flac"]],
    ["stated by nobody", ["long.aac", "-c:a", "aac"]],
  ])("over the limit is too long: %s", async (_, [name = "", ...options]) => {
    const long = make(folder, name, wav, ...options);
    const failure = await refusal(folder, long, { maxSeconds: 15 });
    expect(failure).toMatchObject({ code: "too_long", facts: { file: "the name", most: 15 } });
    expect((failure.facts as { seconds: number }).seconds).toBeGreaterThan(15);
  });

  it("at the limit is not too long", async () => {
    expect((await convert(folder, wav, { maxSeconds: 20 })).seconds).toBe(20);
  });
});

describe("a file", () => {
  it("that is empty", async () => {
    expect(await refusal(folder, write("empty.ogg", ""))).toMatchObject({ code: "file_empty" });
  });

  it("that is not there", async () => {
    expect(await refusal(folder, join(folder, "gone.ogg"))).toMatchObject({ code: "file_not_found" });
  });

  it.skipIf(process.getuid?.() === 0)("that may not be read", async () => {
    const shut = write("shut.wav", readFileSync(wav));
    execFileSync("chmod", ["000", shut]);
    expect(await refusal(folder, shut)).toMatchObject({ code: "file_not_readable" });
  });

  it("behind a folder that is a file", async () => {
    expect((await refusal(folder, join(wav, "x.wav"))).code).toBe("file_not_readable");
  });
});

it("a scratch folder that cannot be made is named", async () => {
  const scratchDir = join(wav, "scratch");
  expect(await refusal(folder, wav, { scratchDir })).toMatchObject({ code: "path_not_writable" });
});

it("the empty folder comes back where it was removed", async () => {
  await convert(folder, wav);
  rmSync(join(folder, "scratch"), { recursive: true });
  mkdirSync(join(folder, "scratch"));
  expect((await convert(folder, wav)).seconds).toBe(20);
});
