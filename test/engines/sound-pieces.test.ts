import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { cutAtPauses, piecesOf } from "../../src/engines/audio/split-at-pauses.js";
import { wavHeader } from "../../src/engines/audio/wav.js";

const folder = mkdtempSync(join(tmpdir(), "catat-pieces-"));
const { signal } = new AbortController();
afterAll(() => rmSync(folder, { recursive: true }));

describe("where a long recording is cut", () => {
  it("is in the pauses, as late as a piece allows", () => {
    const speech = (windows: number) => new Array<number>(windows).fill(1e9);
    const pause = new Array<number>(6).fill(10);
    const energies = [...speech(120), ...pause, ...speech(120), ...pause, ...speech(100)];
    expect(cutAtPauses(energies, 30)).toEqual([
      [0, 250],
      [250, 352],
    ]);
  });

  it("covers all of it in pieces that are long enough and not too long", () => {
    const energies = fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(energies, fc.integer({ min: 10, max: 30 }), (sound, longest) => {
        const cuts = cutAtPauses(sound, longest);
        expect(cuts.map(([from]) => from)).toEqual([0, ...cuts.slice(0, -1).map(([, to]) => to)]);
        expect(cuts.at(-1)?.[1]).toBe(sound.length);
        for (const [from, to] of cuts) expect(to - from).toBeLessThanOrEqual(longest * 10);
        if (cuts.length > 1) for (const [from, to] of cuts) expect(to - from).toBeGreaterThanOrEqual(20);
      }),
    );
  });
});

describe("the pieces of a recording", () => {
  const tone = (seconds: number, level: number) =>
    Int16Array.from({ length: seconds * 16_000 }, (_, i) => Math.round(level * Math.sin(i / 10)));
  function wav(...sounds: Int16Array[]) {
    const samples = Buffer.concat(sounds.map((s) => Buffer.from(s.buffer)));
    const path = join(folder, `${Math.random()}.wav`);
    writeFileSync(path, Buffer.concat([wavHeader(samples.length), samples]));
    return { path, seconds: samples.length / 32_000, loudestDb: -10, samples };
  }

  it("hold together what it holds, each as a WAV file of its own", async () => {
    const sound = wav(tone(11, 9000), tone(1, 0), tone(11, 9000), tone(1, 0), tone(4.55, 9000));
    const pieces = await piecesOf(sound, 15, signal);
    expect(pieces.map((p) => p.from)).toEqual([0, expect.closeTo(11.8, 0), expect.closeTo(23.8, 0)]);
    const heard = await Promise.all(pieces.map(async (p) => Buffer.from(await p.sound.arrayBuffer())));
    for (const [i, one] of heard.entries()) {
      expect(one.toString("latin1", 0, 4)).toBe("RIFF");
      expect(one.readUInt32LE(40)).toBe(one.length - 44);
      expect(pieces[i]?.seconds).toBeCloseTo((one.length - 44) / 32_000);
    }
    expect(Buffer.concat(heard.map((one) => one.subarray(44))).equals(sound.samples)).toBe(true);
  });

  it("leave out a stretch in which nobody spoke", async () => {
    const pieces = await piecesOf(wav(tone(10, 9000), tone(40, 0), tone(10, 9000)), 15, signal);
    const spoken = pieces.reduce((sum, p) => sum + p.seconds, 0);
    expect(spoken).toBeLessThan(45);
    expect(pieces.at(-1)?.from).toBeGreaterThan(30);
  });

  it("are the file itself where it is short", async () => {
    const sound = wav(tone(3, 9000));
    const [only] = await piecesOf(sound, 15, signal);
    expect(only).toMatchObject({ from: 0, seconds: 3 });
    expect(only?.sound.size).toBe(sound.samples.length + 44);
  });
});
