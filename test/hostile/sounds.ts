import { readFileSync } from "node:fs";
import { amr, make } from "../engines/ffmpeg-files.js";
import { chance, flipped, type Input } from "./bytes.js";

export type Sounds = Record<string, Buffer>;

const film = ["-f", "lavfi", "-i", "color=c=red:s=32x32:r=5:d=4", "-c:v", "mpeg4"];

/** A sound of four seconds in every format that is read. */
export function makeSounds(folder: string): Sounds {
  const tone = make(folder, "tone.wav", "sine=duration=4");
  const options: Record<string, string[]> = {
    "opus.ogg": ["-c:a", "libopus"],
    "vorbis.ogg": ["-c:a", "libvorbis"],
    "s.mp3": ["-c:a", "libmp3lame"],
    "s.m4a": ["-c:a", "aac"],
    "s.flac": [],
    "s.webm": ["-c:a", "libopus"],
    "s.aac": ["-c:a", "aac"],
    "s.mp4": [...film, "-c:a", "aac"],
    "s.mkv": ["-c:a", "flac"],
  };
  const made = Object.entries(options).map(([name, args]) => [name, readFileSync(make(folder, name, tone, ...args))]);
  return { "s.wav": readFileSync(tone), ...Object.fromEntries(made), "s.amr": readFileSync(amr(folder, 200)) };
}

/** Every format cut off, turned in its head, turned all over, and filled up with zeros. */
export function damaged(sounds: Sounds): Input[] {
  const random = chance(5);
  return Object.entries(sounds).flatMap(([name, bytes]): Input[] => {
    const half = Math.floor(bytes.length / 2);
    return [
      { name: `cut-short-${name}`, bytes: bytes.subarray(0, 24), ends: "refused" },
      { name: `cut-half-${name}`, bytes: bytes.subarray(0, half), ends: "either" },
      { name: `head-turned-${name}`, bytes: flipped(bytes, 40, random, 4, 200), ends: "either" },
      { name: `all-turned-${name}`, bytes: flipped(bytes, bytes.length / 50, random), ends: "either" },
      {
        name: `zeros-behind-${name}`,
        bytes: Buffer.concat([bytes.subarray(0, half), Buffer.alloc(half)]),
        ends: "either",
      },
    ];
  });
}

/** Sounds that are strange and whole: they are read, or refused for what they are. */
export function strange(folder: string, sounds: Sounds): Input[] {
  const from = (name: string, source: string, ...options: string[]) =>
    readFileSync(make(folder, name, source, ...options));
  const ogg = sounds["opus.ogg"] as Buffer;
  const mp3 = sounds["s.mp3"] as Buffer;
  const wav = sounds["s.wav"] as Buffer;
  return [
    { name: "no-sample.wav", bytes: from("a.wav", "sine=duration=1", "-t", "0"), ends: "refused" },
    { name: "no-sample.flac", bytes: from("a.flac", "sine=duration=1", "-t", "0"), ends: "refused" },
    { name: "0.05s.wav", bytes: from("b.wav", "sine=duration=0.05"), ends: "refused" },
    { name: "0.05s.ogg", bytes: from("b.ogg", "sine=duration=0.05", "-c:a", "libopus"), ends: "refused" },
    { name: "0.05s.mp3", bytes: from("b.mp3", "sine=duration=0.05"), ends: "refused" },
    { name: "8-channels.wav", bytes: from("c.wav", "sine=duration=2", "-ac", "8"), ends: "read" },
    { name: "8-channels.flac", bytes: from("c.flac", "sine=duration=2", "-ac", "8"), ends: "read" },
    { name: "192kHz.wav", bytes: from("d.wav", "sine=duration=2:sample_rate=192000"), ends: "read" },
    { name: "192kHz.flac", bytes: from("d.flac", "sine=duration=2:sample_rate=192000"), ends: "read" },
    { name: "64-bit.wav", bytes: from("e.wav", "sine=duration=2", "-c:a", "pcm_f64le"), ends: "read" },
    { name: "an-ogg.mp3", bytes: ogg, ends: "read" },
    { name: "an-mp3.ogg", bytes: mp3, ends: "read" },
    { name: "a-wav.m4a", bytes: wav, ends: "read" },
    { name: "an-ogg.exe", bytes: ogg, ends: "read" },
    { name: "an-ogg-and-a-zip.ogg", bytes: Buffer.concat([ogg, Buffer.from("PK\x03\x04rest of a zip")]), ends: "read" },
    {
      name: "html-and-an-mp3.mp3",
      bytes: Buffer.concat([Buffer.from("<html><script>1</script>\n"), mp3]),
      ends: "either",
    },
    { name: "two-oggs.ogg", bytes: Buffer.concat([ogg, ogg]), ends: "either" },
  ];
}

/** Names of every unpleasant kind, each on the same sound: a name is a name. */
export function names(sounds: Sounds): Input[] {
  const list = [
    "-i.ogg",
    "-y -f null.ogg",
    "$(touch canary).ogg",
    "`touch canary`; rm x |.ogg",
    "concat:canary.wav|canary.wav",
    "http:evil.ogg",
    "file:canary.wav",
    "pipe:0",
    "%03d.ogg",
    "a*?[b].ogg",
    'quote\'s "x".ogg',
    "new\nline\r.ogg",
    "\u001b[31mred\u001b[0m\u0007.ogg",
    "csi\u009b31m.ogg",
    "\u202Egpj.ogg",
    "<b>&amp;.ogg",
    "=cmd|' calc'!A0.ogg",
    "👩‍👩‍👧e\u0301\u0301.ogg",
    `${"long".repeat(62)}.ogg`,
    "...ogg",
    " ",
    "con.ogg.",
    "\\..\\..\\x.ogg",
  ];
  return list.map((name): Input => ({ name, bytes: sounds["opus.ogg"] as Buffer, ends: "read" }));
}
