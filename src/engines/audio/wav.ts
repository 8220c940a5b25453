import { type FileHandle, open } from "node:fs/promises";
import { LoudnessMeter } from "./loudness.js";

/** Bytes a second of 16 kHz mono 16-bit sound. */
export const byteRate = 32_000;

/** The samples of a RIFF WAV file: where they begin, how many bytes the header states and the file has, bytes a second. */
export interface Samples {
  offset: number;
  stated: number;
  present: number;
  byteRate: number;
}

/** Recorders write a dozen at the most; a file may be made of nothing but empty ones, and would keep us for hours. */
const mostChunks = 1000;

/** Finds a WAV file's samples by its chunks; null where it is no RIFF WAV file, or ends before its samples. */
export async function findSamples(path: string, signal: AbortSignal): Promise<Samples | null> {
  return withFile(path, (file) => samplesIn(file, signal));
}

/** Length and loudest 100 ms of a 16 kHz mono 16-bit WAV file, read in small pieces; null where it holds none. */
export async function measure(
  path: string,
  signal: AbortSignal,
): Promise<{ seconds: number; loudestDb: number } | null> {
  return withFile(path, async (file) => {
    const samples = await samplesIn(file, signal);
    if (samples?.byteRate !== byteRate) return null;
    const meter = new LoudnessMeter();
    const bytes = Math.min(samples.stated, samples.present);
    for await (const chunk of chunks(file, samples.offset, bytes, signal)) meter.add(chunk);
    return { seconds: bytes / samples.byteRate, loudestDb: meter.decibels };
  });
}

/** A 16 kHz mono 16-bit WAV file's energy in each 100 ms, by which to find pauses; and where its samples begin. */
export async function windows(path: string, signal: AbortSignal): Promise<{ offset: number; energies: number[] }> {
  return withFile(path, async (file) => {
    const samples = await samplesIn(file, signal);
    const energies: number[] = [];
    if (!samples) return { offset: 0, energies };
    const meter = new LoudnessMeter((energy) => energies.push(energy));
    const bytes = Math.min(samples.stated, samples.present);
    for await (const chunk of chunks(file, samples.offset, bytes, signal)) meter.add(chunk);
    return { offset: samples.offset, energies };
  });
}

/** The header of a 16 kHz mono 16-bit WAV file with so many bytes of samples. */
export function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(byteRate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}

/** Each chunk lies in the same memory as the one before: an hour of sound makes no garbage. */
async function* chunks(file: FileHandle, offset: number, bytes: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  const memory = Buffer.alloc(256 * 1024);
  for (let done = 0; done < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(memory, 0, Math.min(memory.length, bytes - done), offset + done);
    if (bytesRead === 0) return;
    yield memory.subarray(0, bytesRead);
    done += bytesRead;
  }
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Chunks come in any order; each is padded to an even length. */
async function samplesIn(file: FileHandle, signal: AbortSignal): Promise<Samples | null> {
  const { size } = await file.stat();
  const head = await piece(file, 0, 12);
  if (head.toString("latin1", 0, 4) !== "RIFF" || head.toString("latin1", 8, 12) !== "WAVE") return null;
  let byteRate = 0;
  for (let [at, count] = [12, 0]; at + 8 <= size && count < mostChunks; count++) {
    signal.throwIfAborted();
    const chunk = await piece(file, at, 20);
    const id = chunk.toString("latin1", 0, 4);
    const stated = chunk.readUInt32LE(4);
    if (id === "fmt " && chunk.length === 20) byteRate = chunk.readUInt32LE(16);
    if (id === "data") return { offset: at + 8, stated, present: size - at - 8, byteRate };
    at += 8 + stated + (stated % 2);
  }
  return null;
}

async function piece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
