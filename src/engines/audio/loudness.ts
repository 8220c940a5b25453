const windowSamples = 1600;
const fullScale = 32_768;

/** Seconds of one window. */
export const windowSeconds = 0.1;

/** A window's energy (sum of squares) as RMS level, in dB below full scale (a full-scale square wave is 0, a sine -3); -Infinity for digital silence. */
export function decibels(energy: number): number {
  return 20 * Math.log10(Math.sqrt(energy / windowSamples) / fullScale);
}

/**
 * Finds the loudest 100 ms in 16 kHz mono 16-bit little-endian sound that comes in chunks of any size.
 * Windows lie end to end; the last one counts as if silence followed, so that a click at the very end is no speech.
 * `onWindow` is told the energy of each whole window.
 */
export class LoudnessMeter {
  private loudest = 0;
  private sum = 0;
  private count = 0;
  private half: number | undefined;

  constructor(private readonly onWindow: (energy: number) => void = () => undefined) {}

  add(chunk: Buffer): void {
    let at = 0;
    if (this.half !== undefined && chunk.length > 0) {
      this.sample((chunk.readInt8(0) << 8) | this.half);
      this.half = undefined;
      at = 1;
    }
    for (; at + 1 < chunk.length; at += 2) this.sample(chunk.readInt16LE(at));
    if (at < chunk.length) this.half = chunk[at];
  }

  get decibels(): number {
    return decibels(Math.max(this.loudest, this.sum));
  }

  private sample(value: number): void {
    this.sum += value * value;
    this.count += 1;
    if (this.count < windowSamples) return;
    this.loudest = Math.max(this.loudest, this.sum);
    this.onWindow(this.sum);
    this.sum = 0;
    this.count = 0;
  }
}
