import type { Recording, Stage, Timings } from "../domain/recording.js";

const stages: readonly Stage[] = ["converting", "transcribing", "extracting"];

/** Whisper computes in windows of 30 s, whatever they hold: the unit that work is counted in. */
export function windowsOfSound(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 30));
}

/**
 * Milliseconds until the recordings are done, from `pace`: this box's own mean milliseconds a stage takes for 30 s of sound.
 * Null while nothing was measured yet. A length that is not known yet counts as one window.
 */
export function remainingMs(recordings: readonly Recording[], pace: Timings): number | null {
  if (pace.transcribing === undefined && pace.extracting === undefined) return null;
  const open = recordings.filter((r) => r.status !== "SUCCEEDED" && r.status !== "FAILED");
  return open.reduce((sum, r) => sum + windowsOfSound(r.seconds ?? 0) * paceFrom(pace, r.stage), 0);
}

/** The pace of the stages that are still to come, the present one included. */
function paceFrom(pace: Timings, stage: Stage | null): number {
  const at = stage === null ? 0 : stages.indexOf(stage);
  return stages.slice(at).reduce((sum, s) => sum + (pace[s] ?? 0), 0);
}
