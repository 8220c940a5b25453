import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { LoudnessMeter } from "../../src/engines/audio/loudness.js";
import { findSamples, measure, windows } from "../../src/engines/audio/wav.js";

const folder = mkdtempSync(join(tmpdir(), "catat-wav-"));
afterAll(() => rmSync(folder, { recursive: true }));

function pcm(samples: number[]): Buffer {
  return Buffer.from(Int16Array.from(samples).buffer);
}

function decibels(...chunks: Buffer[]): number {
  const meter = new LoudnessMeter();
  for (const chunk of chunks) meter.add(chunk);
  return meter.decibels;
}

const windowLength = 1600;
const square = (level: number, length = windowLength) => Array.from({ length }, (_, i) => (i % 2 ? level : -level));
const sine = (level: number, length = windowLength) =>
  Array.from({ length }, (_, i) => Math.round(level * Math.sin(i / 10)));

describe("the loudest 100 ms", () => {
  it("of nothing, and of zeros, is infinitely quiet", () => {
    expect(decibels()).toBe(Number.NEGATIVE_INFINITY);
    expect(decibels(pcm(new Array(5000).fill(0)))).toBe(Number.NEGATIVE_INFINITY);
  });

  it("of a full-scale square wave is 0 dB, of a full-scale sine -3 dB", () => {
    expect(decibels(pcm(square(32_767)))).toBeCloseTo(0, 2);
    expect(decibels(pcm(sine(32_767)))).toBeCloseTo(-3.01, 1);
  });

  it("is found among long silence", () => {
    const quiet = new Array(windowLength * 20).fill(0);
    expect(decibels(pcm([...quiet, ...square(3277), ...quiet]))).toBeCloseTo(-20, 1);
  });

  it("does not take a click at the very end for speech", () => {
    expect(decibels(pcm([...new Array(windowLength).fill(0), ...square(3277, 16)]))).toBeCloseTo(-40, 1);
  });

  it("does not depend on how the sound is cut into chunks", () => {
    const bytes = pcm([...square(1000, 2500), ...sine(9000, 2500), ...square(-32_768, 100)]);
    const whole = decibels(bytes);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = ends.slice(1).map((end, i) => bytes.subarray(ends[i], end));
        expect(decibels(...chunks)).toBe(whole);
      }),
    );
  });
});

const { signal } = new AbortController();

/** A WAV file of 16 kHz mono with chunks of one's own before the samples. */
function wav(name: string, chunks: [id: string, content: Buffer][], samples: Buffer, stated = samples.length): string {
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(16_000, 4);
  format.writeUInt32LE(32_000, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  const chunk = (id: string, content: Buffer, length = content.length) => {
    const head = Buffer.alloc(8);
    head.write(id, "latin1");
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const body = [chunk("fmt ", format), ...chunks.map(([id, c]) => chunk(id, c)), chunk("data", samples, stated)];
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([Buffer.from("RIFF\0\0\0\0WAVE"), ...body]));
  return path;
}

describe("a WAV file", () => {
  it("is measured past chunks of any length", async () => {
    const chunks: [string, Buffer][] = [
      ["LIST", Buffer.from("odd")],
      ["id3 ", Buffer.from("data\0\0\0\0data")],
    ];
    const path = wav("chunks.wav", chunks, pcm(square(3277, 8000)));
    const measured = await measure(path, signal);
    expect(measured?.seconds).toBe(0.5);
    expect(measured?.loudestDb).toBeCloseTo(-20, 1);
  });

  it("is as long as what is there, where its header says more", async () => {
    const path = wav("cut.wav", [], pcm(square(3277, 8000)), 64_000);
    expect(await measure(path, signal)).toMatchObject({ seconds: 0.5 });
    expect(await findSamples(path, signal)).toEqual({ offset: 44, stated: 64_000, present: 16_000, byteRate: 32_000 });
  });

  it("is not measured past its samples", async () => {
    const path = wav("tail.wav", [], pcm([...square(0, 8000), ...square(30_000, 8000)]), 16_000);
    expect(await measure(path, signal)).toEqual({ seconds: 0.5, loudestDb: Number.NEGATIVE_INFINITY });
  });

  it("without samples has no length", async () => {
    const path = wav("none.wav", [], Buffer.alloc(0));
    expect(await measure(path, signal)).toEqual({ seconds: 0, loudestDb: Number.NEGATIVE_INFINITY });
  });

  it.each(["", "RIFF", "RIFF\0\0\0\0AVI fmt ", "RIFF\0\0\0\0WAVEfmt \xff\xff\xff\xff", "hello, this is text"])(
    "is not %j",
    async (text) => {
      writeFileSync(join(folder, "not.wav"), Buffer.from(text, "latin1"));
      expect(await measure(join(folder, "not.wav"), signal)).toBeNull();
    },
  );

  it("of more chunks than anybody writes is not read through", async () => {
    const empty: [string, Buffer][] = Array.from({ length: 5000 }, () => ["junk", Buffer.alloc(0)]);
    const path = wav("many.wav", empty, pcm(square(3277, 8000)));
    expect(await findSamples(path, signal)).toBeNull();
  });

  it.each([
    ["looked for its samples", findSamples],
    ["measured", measure],
    ["searched for pauses", windows],
  ])("is %s no longer than it is wanted", async (_, read) => {
    const path = wav("long.wav", [["junk", Buffer.alloc(0)]], Buffer.alloc(32_000_000));
    const stop = new AbortController();
    const work = read(path, stop.signal);
    stop.abort(new Error("enough"));
    await expect(work).rejects.toThrow("enough");
  });

  it("of an hour is measured with little memory", async () => {
    const path = wav("hour.wav", [], Buffer.alloc(115_200_000));
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 1);
    const measured = await measure(path, signal);
    clearInterval(watch);
    expect(measured?.seconds).toBe(3600);
    expect(peak - before).toBeLessThan(10_000_000);
  });
});
