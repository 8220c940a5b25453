import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { make } from "../engines/ffmpeg-files.js";
import { type Canary, crc, type Input, uint } from "./bytes.js";
import type { Sounds } from "./sounds.js";

/** Containers that lie, hold too much, or point elsewhere. */
export function containers(folder: string, sounds: Sounds, canary: Canary): Input[] {
  const mp3 = sounds["s.mp3"] as Buffer;
  const mkv = sounds["s.mkv"] as Buffer;
  const cover = make(folder, "cover.png", "color=c=red:s=4000x4000", "-frames:v", "1");
  const attach = ["-c:a", "flac", "-attach", canary.path, "-metadata:s:t", "mimetype=application/octet-stream"];
  const from = (name: string, ...options: string[]) => readFileSync(make(folder, name, "sine=duration=4", ...options));
  return [
    {
      name: "elsewhere-alias.mov",
      bytes: pointingElsewhere(from("pcm.mov", "-c:a", "pcm_s16le"), alias(canary.path)),
      ends: "refused",
    },
    {
      name: "elsewhere-url.m4a",
      bytes: pointingElsewhere(sounds["s.m4a"] as Buffer, entry("url ", `${canary.url}/k.wav\0`)),
      ends: "either",
    },
    { name: "linked-segments.mkv", bytes: linked(mkv, canary.path), ends: "read" },
    { name: "says-the-disk-is-full.mkv", bytes: ofKind(mkv, "No space left on device"), ends: "read" },
    { name: "attachment.mkv", bytes: from("attached.mkv", ...attach), ends: "read" },
    { name: "huge-tag.mp3", bytes: Buffer.concat([id3("TXXX", Buffer.alloc(8_000_000, 65)), mp3]), ends: "read" },
    { name: "huge-cover.mp3", bytes: Buffer.concat([id3("APIC", picture(readFileSync(cover))), mp3]), ends: "read" },
    { name: "length-of-3MB.ogg", bytes: from("length.ogg", ...longTag(folder), "-c:a", "libopus"), ends: "refused" },
    {
      name: "lying-tag.mp3",
      bytes: Buffer.concat([id3("TIT2", Buffer.alloc(9)).fill(0x7f, 6, 10), mp3]),
      ends: "either",
    },
    { name: "thousands-of-streams.ogg", bytes: Buffer.concat(streams(5000)), ends: "refused" },
    {
      name: "streams-and-a-sound.ogg",
      bytes: Buffer.concat([...streams(2000), sounds["opus.ogg"] as Buffer]),
      ends: "either",
    },
    { name: "boxes-in-boxes.m4a", bytes: nested(20_000), ends: "refused" },
    { name: "table-of-4-billion.m4a", bytes: countedTo4Billion(sounds["s.m4a"] as Buffer), ends: "refused" },
    { name: "element-of-exabytes.webm", bytes: flooded(sounds["s.webm"] as Buffer), ends: "either" },
  ];
}

/** Metadata that state a length of three million digits. */
function longTag(folder: string): string[] {
  const path = join(folder, "length.txt");
  writeFileSync(path, `;FFMETADATA1\nDURATION=${"9".repeat(3_000_000)}\n`);
  return ["-f", "ffmetadata", "-i", path, "-map_metadata:s:a", "1:g"];
}

function entry(type: string, data: string | Buffer): Buffer {
  const body = Buffer.from(data as string);
  return Buffer.concat([uint(12 + body.length, 4), Buffer.from(type), uint(0, 4), body]);
}

/** A Macintosh alias with an absolute path, which is what ffmpeg follows where it is let. */
function alias(path: string): Buffer {
  const fixed = Buffer.alloc(150);
  fixed.writeUInt8(1, 10);
  fixed.write("v", 11);
  fixed.writeUInt8(6, 50);
  fixed.write("canary", 51);
  fixed.writeUInt16BE(1, 130);
  fixed.writeUInt16BE(1, 132);
  const absolute = Buffer.concat([uint(2, 2), uint(path.length, 2), Buffer.from(path), Buffer.alloc(path.length % 2)]);
  return entry("alis", Buffer.concat([fixed, absolute, Buffer.from([0xff, 0xff, 0, 0])]));
}

/** A film or m4a whose sound is said to be in another file. Its boxes grow; the samples come before them, and stay where they are. */
export function pointingElsewhere(m4a: Buffer, to: Buffer): Buffer {
  const at = m4a.indexOf("dref") + 12;
  const grown = Buffer.concat([m4a.subarray(0, at), to, m4a.subarray(at + 12)]);
  for (const box of ["moov", "trak", "mdia", "minf", "dinf", "dref"]) {
    const head = grown.indexOf(box) - 4;
    grown.writeUInt32BE(grown.readUInt32BE(head) + to.length - 12, head);
  }
  return grown;
}

/** A Matroska file whose kind is a text that ffprobe repeats in a warning. */
function ofKind(mkv: Buffer, kind: string): Buffer {
  const docType = Buffer.concat([Buffer.from([0x42, 0x82, 0x80 + kind.length]), Buffer.from(kind)]);
  const segment = mkv.indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67]));
  return Buffer.concat([
    Buffer.from("1a45dfa3", "hex"),
    Buffer.from([0x80 + docType.length]),
    docType,
    mkv.subarray(segment),
  ]);
}

/** A Matroska file that names the one before it and the one that comes next. */
function linked(mkv: Buffer, path: string): Buffer {
  const id = Buffer.from([0x18, 0x53, 0x80, 0x67]);
  const at = mkv.indexOf(id);
  const element = (hex: string, body: Buffer) =>
    Buffer.concat([Buffer.from(hex, "hex"), uint(0x4000 + body.length, 2), body]);
  const names = [
    element("3c83ab", Buffer.from(path)),
    element("3e83bb", Buffer.from(path)),
    element("3eb923", Buffer.alloc(16, 1)),
  ];
  const info = element("1549a966", Buffer.concat([element("2ad7b1", uint(1_000_000, 4)), ...names]));
  const endless = Buffer.from("01ffffffffffffff", "hex");
  return Buffer.concat([mkv.subarray(0, at), id, endless, info, mkv.subarray(at + 12)]);
}

function id3(frame: string, body: Buffer): Buffer {
  const sized = Buffer.concat([Buffer.from(frame), uint(body.length, 4), Buffer.alloc(2), body]);
  const sevens = [21, 14, 7, 0].map((shift) => (sized.length >> shift) & 0x7f);
  return Buffer.concat([Buffer.from("ID3\x03\0\0"), Buffer.from(sevens), sized]);
}

function picture(png: Buffer): Buffer {
  return Buffer.concat([Buffer.from("\0image/png\0\x03\0", "latin1"), png]);
}

/** First pages of so many Opus streams. */
function streams(count: number): Buffer[] {
  const head = Buffer.from("OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0", "latin1");
  return Array.from({ length: count }, (_, i) => {
    const page = Buffer.concat([Buffer.from("OggS\0\x02"), Buffer.alloc(20), Buffer.from([1, head.length]), head]);
    page.writeUInt32LE(i + 1, 14);
    page.writeUInt32LE(crc(page, 32, 0x04c11db7), 22);
    return page;
  });
}

function nested(depth: number): Buffer {
  const boxes = Array.from({ length: depth }, (_, i) => Buffer.concat([uint(8 * (depth - i), 4), Buffer.from("moov")]));
  return Buffer.concat([Buffer.from("\0\0\0\x14ftypM4A \0\0\0\0isom", "latin1"), ...boxes]);
}

/** Its table of sample sizes states four billion entries. */
function countedTo4Billion(m4a: Buffer): Buffer {
  const copy = Buffer.from(m4a);
  copy.writeUInt32BE(0xffffffff, copy.indexOf("stsz") + 12);
  return copy;
}

/** An element that says that it is longer than any disk. */
function flooded(webm: Buffer): Buffer {
  const at = webm.indexOf(Buffer.from([0x16, 0x54, 0xae, 0x6b]));
  return Buffer.concat([webm.subarray(0, at + 4), Buffer.from("01fffffffffffffe", "hex"), webm.subarray(at + 4)]);
}
