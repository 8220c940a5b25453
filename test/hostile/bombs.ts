import { wavHeader } from "../../src/engines/audio/wav.js";
import { crc, type Input, uint } from "./bytes.js";

/** Small files that would become very long sounds or very much memory, and headers whose numbers are not true. */
export function bombs(): Input[] {
  const second = Buffer.alloc(32_000, 1);
  return [
    { name: "24-hours.flac", bytes: silentFlac(8000, 86_400), ends: "refused" },
    { name: "24-hours-unstated.flac", bytes: silentFlac(8000, 86_400, false), ends: "refused" },
    { name: "24-hours-at-1Hz.flac", bytes: silentFlac(1, 86_400, false), ends: "refused" },
    { name: "a-week-at-1Hz.wav", bytes: wav({ rate: 1, bits: 8 }, Buffer.alloc(600_000, 128)), ends: "refused" },
    { name: "65535-channels.wav", bytes: wav({ channels: 65_535 }, second), ends: "refused" },
    { name: "0-channels.wav", bytes: wav({ channels: 0 }, second), ends: "refused" },
    { name: "0Hz.wav", bytes: wav({ rate: 0 }, second), ends: "refused" },
    { name: "4GHz.wav", bytes: wav({ rate: 0xffffffff }, second), ends: "refused" },
    { name: "0-bits.wav", bytes: wav({ bits: 0 }, second), ends: "either" },
    { name: "states-0-bytes.wav", bytes: wav({ stated: 0 }, second), ends: "either" },
    { name: "states-4GB.wav", bytes: wav({ stated: 0xffffffff }, second), ends: "either" },
    { name: "states-3GB.wav", bytes: wav({ stated: 0xb0000000 }, second), ends: "either" },
    { name: "riff-of-0-bytes.wav", bytes: wav({ riff: 0 }, second), ends: "either" },
    {
      name: "chunk-of-4GB.wav",
      bytes: Buffer.concat([wav({}, second).subarray(0, 12), Buffer.from("LIST\xff\xff\xff\xff", "latin1"), second]),
      ends: "refused",
    },
    {
      name: "chunks-of-0-bytes.wav",
      bytes: Buffer.concat([
        wav({}, second).subarray(0, 12),
        Buffer.from("JUNK\0\0\0\0".repeat(50_000)),
        wav({}, second).subarray(12),
      ]),
      ends: "either",
    },
    { name: "rf64.wav", bytes: rf64(second.length, second), ends: "read" },
    { name: "rf64-of-exabytes.wav", bytes: rf64(2 ** 62, second), ends: "either" },
  ];
}

interface Header {
  rate?: number;
  bits?: number;
  channels?: number;
  /** Bytes that the chunk of samples, and the file, say they have. */
  stated?: number;
  riff?: number;
}

function wav({ rate = 16_000, bits = 16, channels = 1, stated, riff }: Header, samples: Buffer): Buffer {
  const header = wavHeader(samples.length);
  const frame = Math.min(0xffff, (channels * bits) >> 3);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE((rate * frame) % 2 ** 32, 28);
  header.writeUInt16LE(frame, 32);
  header.writeUInt16LE(bits, 34);
  if (stated !== undefined) header.writeUInt32LE(stated, 40);
  if (riff !== undefined) header.writeUInt32LE(riff, 4);
  return Buffer.concat([header, samples]);
}

function rf64(bytes: number, samples: Buffer): Buffer {
  const sizes = Buffer.alloc(36);
  sizes.write("ds64");
  sizes.writeUInt32LE(28, 4);
  for (const at of [8, 16, 24]) sizes.writeBigUInt64LE(BigInt(bytes), at);
  const plain = wavHeader(0xffffffff - 36);
  const head = Buffer.concat([Buffer.from("RF64\xff\xff\xff\xffWAVE", "latin1"), sizes, plain.subarray(12)]);
  head.writeUInt32LE(0xffffffff, head.length - 4);
  return Buffer.concat([head, samples]);
}

/** Silence of so many seconds: each frame of 65,535 samples is one number. */
function silentFlac(rate: number, seconds: number, stated = true): Buffer {
  const block = 65_535;
  const frames = Math.ceil((rate * seconds) / block);
  const total = stated ? frames * block : 0;
  const info = Buffer.alloc(34);
  info.writeUInt16BE(block, 0);
  info.writeUInt16BE(block, 2);
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  info.writeUInt32BE(((rate << 12) | (15 << 4) | Math.floor(total / 2 ** 32)) >>> 0, 10);
  info.writeUInt32BE(total % 2 ** 32, 14);
  return Buffer.concat([
    Buffer.from("fLaC\x80\0\0\x22", "latin1"),
    info,
    ...Array.from({ length: frames }, (_, i) => silentFrame(i, block)),
  ]);
}

function silentFrame(number: number, samples: number): Buffer {
  // Fixed blocks, their size in 16 bits, the rate as in the head; one channel of 16 bits.
  const head = Buffer.concat([Buffer.from([0xff, 0xf8, 0x70, 0x08]), utf8(number), uint(samples - 1, 2)]);
  const frame = Buffer.concat([head, uint(crc(head, 8, 0x07), 1), Buffer.from([0, 0, 0])]);
  return Buffer.concat([frame, uint(crc(frame, 16, 0x8005), 2)]);
}

function utf8(number: number): Buffer {
  return Buffer.from(String.fromCodePoint(number >= 0xd800 && number < 0xe000 ? 0xd7ff : number));
}
