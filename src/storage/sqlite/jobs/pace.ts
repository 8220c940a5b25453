import { stages, type Timings } from "../../../domain/recording.js";
import { windowsOfSound } from "../../../domain/sound.js";
import type { Connection } from "../database.js";

/** Mean milliseconds of each stage for a window of sound, over the last 50 recordings in which something was said (of the last 200). */
export function pace(db: Connection): Timings {
  const recent = db
    .all(
      `SELECT timings, seconds FROM (
         SELECT id, timings, seconds, finished_at FROM recordings INDEXED BY recordings_measured
         WHERE status = 'SUCCEEDED' AND seconds IS NOT NULL ORDER BY finished_at DESC LIMIT 200) AS last
       JOIN transcripts ON recording_id = last.id WHERE text <> '' ORDER BY finished_at DESC LIMIT 50`,
    )
    .map((r) => ({ timings: JSON.parse(r.timings as string) as Timings, seconds: r.seconds as number }));
  const mean: Timings = {};
  for (const stage of stages) {
    const ran = recent.filter((r) => r.timings[stage] !== undefined);
    const windows = ran.reduce((sum, r) => sum + windowsOfSound(r.seconds), 0);
    if (windows > 0) mean[stage] = ran.reduce((sum, r) => sum + (r.timings[stage] ?? 0), 0) / windows;
  }
  return mean;
}
