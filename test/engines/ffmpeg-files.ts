import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execaSync } from "execa";
import { afterAll, expect } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { FfmpegConverter, type FfmpegOptions } from "../../src/engines/ffmpeg/converter.js";
import type { Sound } from "../../src/ports/index.js";

export const ffmpegPath = process.env.FFMPEG_PATH || "ffmpeg";
export const ffprobePath = process.env.FFPROBE_PATH || "ffprobe";

/** A folder that is gone after the test file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "catat-ffmpeg-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a file with the real ffmpeg, which is given everything between `-i input` and the output's name. */
export function make(folder: string, name: string, source: string, ...options: string[]): string {
  const path = join(folder, name);
  const input = source.includes("=") ? ["-f", "lavfi", "-i", source] : ["-i", source];
  execaSync(ffmpegPath, ["-v", "error", "-nostdin", "-y", ...input, ...options, `file:${path}`]);
  return path;
}

/** An AMR file of one second for each 50 frames: ffmpeg reads AMR but seldom writes it. The bits are those of a noise. */
export function amr(folder: string, frames: number): string {
  const frame = (i: number) => Buffer.from([0x3c, ...Array.from({ length: 31 }, (_, j) => (i * 31 + j * 17) % 256)]);
  const path = join(folder, "note.amr");
  writeFileSync(path, Buffer.concat([Buffer.from("#!AMR\n"), ...Array.from({ length: frames }, (_, i) => frame(i))]));
  return path;
}

/** A program made of a shell script. */
export function script(folder: string, name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

export function converter(folder: string, options: Partial<FfmpegOptions> = {}): FfmpegConverter {
  const scratchDir = join(folder, "scratch");
  return new FfmpegConverter({ ffmpegPath, ffprobePath, minSeconds: 0.3, maxSeconds: 60, scratchDir, ...options });
}

/** Converts to `out/sound.wav` in the folder, and sees to it that nothing else is left there, or nothing at all after a failure. */
export async function convert(folder: string, input: string, options: Partial<FfmpegOptions> = {}): Promise<Sound> {
  const output = join(folder, "out", "sound.wav");
  rmSync(dirname(output), { recursive: true, force: true });
  mkdirSync(dirname(output), { recursive: true });
  try {
    const sound = await converter(folder, options).convert(input, output, "the name", new AbortController().signal);
    expect(readdirSync(dirname(output))).toEqual(["sound.wav"]);
    return sound;
  } catch (error) {
    expect(readdirSync(dirname(output))).toEqual([]);
    throw error;
  }
}

/** The failure that converting ends with. */
export async function refusal(folder: string, input: string, options: Partial<FfmpegOptions> = {}): Promise<Failure> {
  const outcome = await convert(folder, input, options).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(Failure);
  return outcome as Failure;
}
