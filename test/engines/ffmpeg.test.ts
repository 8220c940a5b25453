import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { amr, convert, ffmpegPath, make, script, testFolder } from "./ffmpeg-files.js";
import { leaveNoProcess } from "./subprocess-left.js";

const folder = testFolder();
const wav = make(folder, "tone.wav", "sine=frequency=440:duration=3:sample_rate=48000", "-ac", "1");
leaveNoProcess();

const encodings: [name: string, options: string[]][] = [
  ["voice.ogg", ["-c:a", "libopus", "-b:a", "16k"]],
  ["vorbis.ogg", ["-c:a", "libvorbis"]],
  ["note.mp3", ["-c:a", "libmp3lame"]],
  ["no-index.mp3", ["-c:a", "libmp3lame", "-q:a", "5", "-write_xing", "0", "-id3v2_version", "0"]],
  ["memo.m4a", ["-c:a", "aac"]],
  ["fast.m4a", ["-c:a", "aac", "-movflags", "+faststart"]],
  ["phone.3gp", ["-c:a", "aac"]],
  ["lossless.flac", ["-c:a", "flac"]],
  ["browser.webm", ["-c:a", "libopus"]],
  ["bare.aac", ["-c:a", "aac"]],
  ["float.wav", ["-c:a", "pcm_f32le"]],
  [
    "studio.wav",
    ["-af", "pan=8c|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0|c6=c0|c7=c0", "-ar", "192000", "-c:a", "pcm_s24le"],
  ],
];

describe("every kind of recording becomes 16 kHz mono 16-bit WAV", () => {
  it.each(encodings)("%s", async (name, options) => {
    const sound = await convert(folder, make(folder, name, wav, ...options));
    expect(sound.seconds).toBeGreaterThan(2.9);
    expect(sound.seconds).toBeLessThan(3.2);
    expect(sound.loudestDb).toBeGreaterThan(-24);
    expect(sound.loudestDb).toBeLessThan(-18);
    const header = readFileSync(sound.path).subarray(0, 36);
    expect([
      header.readUInt16LE(20),
      header.readUInt16LE(22),
      header.readUInt32LE(24),
      header.readUInt16LE(34),
    ]).toEqual([1, 1, 16_000, 16]);
  });

  it("AMR", async () => {
    const sound = await convert(folder, amr(folder, 150));
    expect(sound.seconds).toBeCloseTo(3, 1);
  });

  it("the sound track of a film, which may be shorter than its pictures", async () => {
    const film = join(folder, "film.mp4");
    make(folder, "film.mp4", wav, ...["-f", "lavfi", "-i", "color=c=red:s=32x32:r=5:d=9", "-c:a", "aac"]);
    expect((await convert(folder, film)).seconds).toBeCloseTo(3, 1);
    const web = make(folder, "film.mkv", film, "-c", "copy");
    expect((await convert(folder, web)).seconds).toBeCloseTo(3, 1);
  });

  it("an mp3 with a large cover, whatever it is called", async () => {
    const cover = make(folder, "cover.png", "nullsrc=s=1200x1200,geq=random(1)*255:128:128", "-frames:v", "1");
    const options = ["-i", cover, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"];
    const song = make(folder, "song.mp3", wav, ...options, "-id3v2_version", "3");
    writeFileSync(join(folder, "17"), readFileSync(song));
    expect((await convert(folder, join(folder, "17"))).seconds).toBeCloseTo(3, 1);
  });
});

it("a recording is known by what it holds, not by its name", async () => {
  const named = join(folder, "holiday.jpg");
  writeFileSync(named, readFileSync(wav));
  expect((await convert(folder, named)).seconds).toBe(3);
});

it.each([
  "  two spaces.wav",
  `"quotes" and 'quotes'.wav`,
  "$(touch canary).wav",
  "`touch canary`;touch canary|&.wav",
  "emoji 🥤 é.wav",
  "line\nbreak.wav",
  "-i.wav",
  "concat:a|b.wav",
  "http:__example.wav",
  "%03d.wav",
])("the name %j is only a name", async (name) => {
  const input = join(folder, name);
  writeFileSync(input, readFileSync(wav));
  expect((await convert(folder, input)).seconds).toBe(3);
});

it("digital silence is infinitely quiet", async () => {
  const silence = make(folder, "silence.wav", "anullsrc=r=16000:cl=mono", "-t", "1");
  expect(await convert(folder, silence)).toMatchObject({ seconds: 1, loudestDb: Number.NEGATIVE_INFINITY });
});

it("an ogg that was cut off between two pages states no length, so what there is of it is taken", async () => {
  const ogg = make(folder, "cut.ogg", "sine=duration=30", "-c:a", "libopus");
  const bytes = readFileSync(ogg);
  truncateSync(ogg, bytes.lastIndexOf("OggS", Math.floor(bytes.length / 2)));
  const { seconds } = await convert(folder, ogg);
  expect(seconds).toBeGreaterThan(5);
  expect(seconds).toBeLessThan(20);
});

it("bytes behind the last page of an ogg do no harm", async () => {
  const ogg = make(folder, "more.ogg", wav, "-c:a", "libopus");
  appendFileSync(ogg, Buffer.alloc(100_000));
  expect((await convert(folder, ogg)).seconds).toBeCloseTo(3, 1);
});

it.each([
  ["0 bytes", 0],
  ["2 GB", 0x80000000],
  ["4 GB", 0xffffffff],
])("a WAV whose recorder wrote a length of %s as it went is taken", async (_, stated) => {
  const bytes = readFileSync(make(folder, "plain.wav", wav, "-fflags", "+bitexact", "-map_metadata", "-1"));
  bytes.writeUInt32LE(stated, bytes.indexOf("data") + 4);
  writeFileSync(join(folder, "streamed.wav"), bytes);
  expect((await convert(folder, join(folder, "streamed.wav"))).seconds).toBeCloseTo(3, 2);
});

it("ffmpeg runs in an empty folder, without our secrets", async () => {
  const seen = join(folder, "seen.txt");
  const program = script(folder, "spy", `{ env; echo "files: $(ls -A)"; } > '${seen}'; exec ${ffmpegPath} "$@"`);
  process.env.TELEGRAM_BOT_TOKEN = "12345:secret";
  try {
    await convert(folder, wav, { ffmpegPath: program });
  } finally {
    delete process.env.TELEGRAM_BOT_TOKEN;
  }
  const said = readFileSync(seen, "utf8");
  expect(said).toContain("PATH=");
  expect(said).not.toContain("secret");
  expect(said).toMatch(/^files: $/m);
});
