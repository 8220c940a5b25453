import { z } from "zod";

/** What a file is: its sound, with the length its container states (null: none, or a guess); or why it is not of use. */
export type Probed = { kind: "sound"; stated: number | null } | { kind: "no_sound" } | { kind: "not_audio" };

const number = z.coerce.number().nonnegative();
const answer = z.object({
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        duration: number.optional(),
        tags: z.object({ DURATION: z.string().optional() }).optional(),
        disposition: z.object({ attached_pic: z.number().optional() }).optional(),
      }),
    )
    .default([]),
  format: z.object({ format_name: z.string(), duration: number.optional(), probe_score: number }),
});
type Answer = z.infer<typeof answer>;

/** Reads ffprobe's answer; null where it could make nothing of the file. */
export function readProbe(stdout: string, stderr: string): Probed | null {
  const parsed = answer.safeParse(parseJson(stdout));
  if (!parsed.success) return null;
  const { streams, format } = parsed.data;
  // A score of 1 is the name's extension alone: nothing inside the file looks like sound.
  if (format.probe_score <= 1) return { kind: "not_audio" };
  if (!streams.some((s) => s.codec_type === "audio")) return streams.length > 0 ? { kind: "no_sound" } : null;
  return { kind: "sound", stated: isGuess(stderr) ? null : statedLength(parsed.data) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of an mp3, aac or amr without an index, and of a WAV whose header is wrong, ffprobe divides size by bit rate. */
function isGuess(stderr: string): boolean {
  return stderr.includes("Estimating duration from bitrate");
}

/** The length of the sound track itself; the container's own only where no pictures could outlast the sound. */
function statedLength({ streams, format }: Answer): number | null {
  const sound = streams.find((s) => s.codec_type === "audio");
  const own = sound?.duration ?? clock(sound?.tags?.DURATION);
  if (own !== null && own > 0) return own;
  const alone = streams.every((s) => s.codec_type === "audio" || s.disposition?.attached_pic === 1);
  return alone && format.duration ? format.duration : null;
}

/** Seconds of "00:01:02.5", as Matroska states them for each track. */
function clock(text: string | undefined): number | null {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? "");
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]) : null;
}

/** Whether a file begins as a format that we read does: if it cannot be read all the same, it is damaged or cut off. */
export function beginsAsSound(head: Buffer): boolean {
  const text = head.toString("latin1");
  if (/^(OggS|fLaC|ID3|#!AMR|\x1aE\xdf\xa3|RIFF....WAVE)/s.test(text)) return true;
  // The iPhone's pictures begin as its recordings do, but for the brand.
  return /^....ftyp/s.test(text) && !/^....ftyp(hei|hev|mif|msf|avi)/s.test(text);
}
