import { isFinal, type Recording, type Stage, stages, type Timings } from "../domain/recording.js";
import { windowsOfSound } from "../domain/sound.js";

/**
 * Milliseconds until the recordings are done, from `pace`: this box's own mean milliseconds a stage takes for 30 s of sound.
 * Null while nothing was measured yet. A length that is not known yet counts as one window.
 */
export function remainingMs(recordings: readonly Recording[], pace: Timings): number | null {
  if (pace.transcribing === undefined && pace.extracting === undefined) return null;
  const open = recordings.filter((r) => !isFinal(r));
  return open.reduce((sum, r) => sum + windowsOfSound(r.seconds ?? 0) * paceFrom(pace, r.stage), 0);
}

/** The pace of the stages that are still to come, the present one included. */
function paceFrom(pace: Timings, stage: Stage | null): number {
  const at = stage === null ? 0 : stages.indexOf(stage);
  return stages.slice(at).reduce((sum, s) => sum + (pace[s] ?? 0), 0);
}
