/** RMS level of the loudest 100 ms under which nobody spoke, in dB below full scale: a whisper near a phone is about -45 dB. */
export const silenceDb = -55;

/** Whisper computes in windows of 30 s, whatever they hold: the unit that work is counted in. */
export function windowsOfSound(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 30));
}
