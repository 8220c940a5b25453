import { openAsBlob } from "node:fs";
import { silenceDb } from "../domain/silence.js";
import type { Sound } from "../ports.js";
import { decibels, windowSeconds } from "./loudness.js";
import { byteRate, wavHeader, windows } from "./sound-wav.js";

/** A stretch of a recording, as a WAV file of its own, and the second at which it begins. */
export interface Piece {
  from: number;
  seconds: number;
  sound: Blob;
}

/** Whisper hears 30 s at once. What is longer it would cut where it thinks that a sentence ended, and sentences fall out there. */
const most = 30;
const least = 10;
/** The last piece is no scrap that whisper would have to guess at. */
const lastLeast = 2;
/** A pause is judged by half a second around it. */
const around = 2;

/**
 * A recording as pieces that whisper hears at once, cut at pauses; pieces in which nobody spoke are left out.
 * Up to 30 s it is one piece, the file itself.
 */
export async function piecesOf({ path, seconds }: Sound): Promise<Piece[]> {
  const file = await openAsBlob(path);
  if (seconds <= most) return [{ from: 0, seconds, sound: file }];
  const { offset, energies } = await windows(path);
  return cutAtPauses(energies)
    .filter(([from, to]) => decibels(Math.max(...energies.slice(from, to))) >= silenceDb)
    .map(([from, to]) => {
      const end = to === energies.length ? seconds : to * windowSeconds;
      const begin = offset + from * windowSeconds * byteRate;
      const samples = file.slice(begin, offset + Math.round(end * byteRate));
      const sound = new Blob([wavHeader(samples.size), samples]);
      return { from: from * windowSeconds, seconds: end - from * windowSeconds, sound };
    });
}

/** Stretches [from, to) of windows, each at most 30 s, that cover all of them; each cut is at the quietest place that is allowed. */
export function cutAtPauses(energies: readonly number[]): [number, number][] {
  const windowsOf = (s: number) => Math.round(s / windowSeconds);
  const stretches: [number, number][] = [];
  let from = 0;
  while (energies.length - from > windowsOf(most)) {
    const last = Math.min(from + windowsOf(most), energies.length - windowsOf(lastLeast));
    const cut = quietest(energies, from + windowsOf(least), last);
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
  return energies.slice(at - around, at + around + 1).reduce((sum, e) => sum + e, 0);
}
