import { readFileSync } from "node:fs";
import { deflateRawSync, gzipSync } from "node:zlib";
import { make } from "../engines/ffmpeg-files.js";
import { chance, type Input, randomBytes } from "./bytes.js";

/** Files that are no sound at all, under names of sounds. */
export function otherFiles(folder: string): Input[] {
  const noise = randomBytes(100_000, chance(7));
  const picture = (name: string) => readFileSync(make(folder, name, "color=c=red:s=640x480", "-frames:v", "1"));
  const packed = deflateRawSync(Buffer.alloc(50_000_000));
  const files: Record<string, Buffer> = {
    "zip.ogg": Buffer.concat([zipHead("x.ogg", packed.length), packed]),
    "zip-up.mp3": Buffer.concat([zipHead("../../../etc/cron.d/x", packed.length), packed]),
    "gzip.wav": gzipSync(Buffer.alloc(50_000_000)),
    "picture.png": picture("p.png"),
    "png.ogg": picture("q.png"),
    "jpeg.m4a": picture("p.jpg"),
    "gif.mp3": picture("p.gif"),
    "bmp.wav": picture("p.bmp"),
    "document.pdf": Buffer.from(
      "%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(http://127.0.0.1/)>>>>endobj\n",
    ),
    "program.exe": Buffer.concat([Buffer.from("MZ\x90\0"), noise]),
    "elf.ogg": Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01"), noise]),
    "database.mp3": Buffer.concat([Buffer.from("SQLite format 3\0"), noise]),
    "script.sh": Buffer.from("#!/bin/sh\ntouch canary\n"),
    "midi.wav": Buffer.from("MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0", "latin1"),
    "film.avi": Buffer.concat([Buffer.from("RIFF\xff\xff\0\0AVI LIST", "latin1"), noise]),
    "letters.txt": Buffer.from("dua teh botol untuk Pak Budi\n".repeat(1000)),
    "noise.ogg": noise,
    "noise.mp3": noise,
    "zeros.wav": Buffer.alloc(1_000_000),
    "ones.mp3": Buffer.alloc(1_000_000, 0xff),
    "one-byte.ogg": Buffer.from("O"),
    "magic-alone.flac": Buffer.from("fLaC"),
    "magic-and-noise.flac": Buffer.concat([Buffer.from("fLaC"), noise]),
    "magic-and-noise.webm": Buffer.concat([Buffer.from("\x1aE\xdf\xa3", "latin1"), noise]),
    "magic-and-noise.m4a": Buffer.concat([Buffer.from("\0\0\0\x1cftypM4A \0\0\0\0M4A isom", "latin1"), noise]),
    "nothing.ogg": Buffer.alloc(0),
  };
  return Object.entries(files).map(([name, bytes]): Input => ({ name, bytes, ends: "refused" }));
}

function zipHead(name: string, size: number): Buffer {
  const head = Buffer.alloc(30);
  head.write("PK\x03\x04", 0, "latin1");
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(size, 18);
  head.writeUInt32LE(50_000_000, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name)]);
}
