/** One file of the corpus. `ends` is what has to become of it: not read, really read, or (its damage may spare the sound) either. */
export interface Input {
  name: string;
  bytes: Buffer;
  ends: "refused" | "read" | "either";
}

/** What hostile files point at: a sound on this box that they must not read, and a server that they must not reach. */
export interface Canary {
  path: string;
  /** The same sound as a transport stream: all that a playlist may name on this box. */
  stream: string;
  url: string;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many bits of `bytes` turned, from the byte `from` to the byte before `to`. */
export function flipped(bytes: Buffer, bits: number, random: () => number, from = 0, to = bytes.length): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < bits; i++) {
    const at = from + Math.floor(random() * (to - from));
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return copy;
}

export function randomBytes(length: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}

/** A checksum, most significant bit first, as FLAC and Ogg have them. */
export function crc(bytes: Buffer, width: 8 | 16 | 32, polynomial: number): number {
  const top = 2 ** (width - 1);
  let sum = 0;
  for (const byte of bytes) {
    sum = (sum ^ (byte * 2 ** (width - 8))) >>> 0;
    for (let i = 0; i < 8; i++) sum = ((sum & top) !== 0 ? (sum << 1) ^ polynomial : sum << 1) >>> 0;
    sum = width === 32 ? sum : sum & (2 ** width - 1);
  }
  return sum;
}

export function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
