import { openAsBlob } from "node:fs";
import { silenceDb } from "../../domain/sound.js";
import type { Sound } from "../../ports/index.js";
import { decibels, windowSeconds } from "./loudness.js";
import { byteRate, wavHeader, windows } from "./wav.js";

/** A stretch of a recording, as a WAV file of its own, and the second at which it begins. */
export interface Piece {
  from: number;
  seconds: number;
  sound: Blob;
}

/** A cut comes after a third of what may be heard at once, at least. */
const leastShare = 1 / 3;
/** Windows: the last piece is no scrap that whisper would have to guess at. */
const lastLeast = 20;
/** Windows: a pause is judged by 0.4 s around it. */
const around = 2;

/**
 * A recording as pieces of at most so many seconds, cut at pauses; pieces in which nobody spoke are left out. A recording that
 * is no longer is one piece, the file itself. Whisper hears 30 s at once: what is longer it cuts where it thinks that a sentence
 * ended, and sentences fall out there.
 */
export async function piecesOf({ path, seconds }: Sound, longest: number, signal: AbortSignal): Promise<Piece[]> {
  const file = await openAsBlob(path);
  if (seconds <= longest) return [{ from: 0, seconds, sound: file }];
  const { offset, energies } = await windows(path, signal);
  return cutAtPauses(energies, longest)
    .filter(([from, to]) => decibels(Math.max(...energies.slice(from, to))) >= silenceDb)
    .map(([from, to]) => {
      const bytes = windowSeconds * byteRate;
      const end = to === energies.length ? file.size : offset + to * bytes;
      const samples = file.slice(offset + from * bytes, end);
      const sound = new Blob([wavHeader(samples.size), samples]);
      return { from: from * windowSeconds, seconds: samples.size / byteRate, sound };
    });
}

/** Stretches [from, to) of windows, each at most `longest` seconds, that cover all of them; each cut is at the quietest place that is allowed. */
export function cutAtPauses(energies: readonly number[], longest: number): [number, number][] {
  const most = Math.floor(longest / windowSeconds);
  const least = Math.floor(most * leastShare);
  const stretches: [number, number][] = [];
  let from = 0;
  while (energies.length - from > most) {
    const last = Math.min(from + most, energies.length - lastLeast);
    const cut = quietest(energies, from + least, last);
    stretches.push([from, cut]);
    from = cut;
  }
  return [...stretches, [from, energies.length]];
}

/** The last place in [first, last] that is about as quiet (3 dB) as the quietest: fewer pieces are less to compute. */
function quietest(energies: readonly number[], first: number, last: number): number {
  const levels = Array.from({ length: last - first + 1 }, (_, i) => energyAround(energies, first + i));
  const quiet = 2 * Math.min(...levels);
  return first + levels.findLastIndex((level) => level <= quiet);
}

function energyAround(energies: readonly number[], at: number): number {
  return energies.slice(at - around, at + around).reduce((sum, e) => sum + e, 0);
}
