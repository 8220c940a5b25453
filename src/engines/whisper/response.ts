import { z } from "zod";
import { Failure } from "../../domain/failure.js";
import type { Segment, Word } from "../../domain/transcript.js";

const time = z.number().default(0);
const token = z.object({ word: z.string(), start: time, end: time, probability: z.number().nullish() });
const segment = z.object({
  text: z.string(),
  start: time,
  end: time,
  words: z.array(token).default([]),
  // NaN, of a segment without tokens, comes as null.
  avg_logprob: z.number().nullish(),
  no_speech_prob: z.number().nullish(),
});
const answer = z.object({ segments: z.array(segment) });
type Token = z.infer<typeof token>;

/** Reads whisper-server's verbose_json into segments that were said. Throws speech_engine_failed where it is none. */
export function readAnswer(body: string): Segment[] {
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) {
    const reason = "the answer is not whisper-server's verbose_json";
    throw new Failure("speech_engine_failed", { reason }, { cause: parsed.error });
  }
  return parsed.data.segments.map(toSegment).filter(wasSaid);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toSegment(heard: z.infer<typeof segment>): Segment {
  const start = Math.max(0, heard.start);
  const end = Math.max(start, heard.end);
  return {
    text: tidy(heard.text),
    start: rounded(start),
    end: rounded(end),
    logProbability: heard.avg_logprob ?? 0,
    noSpeech: heard.no_speech_prob ?? 0,
    words: within(joinTokens(heard.words), start, end),
  };
}

/**
 * whisper-server's "words" are tokens (" Har", "ya", "n", "to", ","): a word begins where a token begins with a space.
 * A word is as probable as the least probable of its tokens.
 */
export function joinTokens(tokens: readonly Token[]): Word[] {
  const words: Word[] = [];
  for (const { word, start, end, probability } of tokens) {
    const last = words.at(-1);
    const own = probability ?? 0;
    if (last && !/^\s/.test(word)) {
      last.text += word;
      last.end = Math.max(last.end, end);
      last.probability = Math.min(last.probability, own);
    } else words.push({ text: word, start, end, probability: own });
  }
  return words.map((w) => ({ ...w, text: tidy(w.text) })).filter((w) => w.text !== "");
}

/**
 * With VAD, whisper.cpp 1.9.1 gives segments in the recording's time but tokens in that of the speech alone: where words lie
 * outside their segment they are stretched over it. Without VAD they never do.
 */
function within(words: Word[], start: number, end: number): Word[] {
  const from = Math.min(...words.map((w) => w.start));
  const to = Math.max(...words.map((w) => w.end));
  const lie = from < start - 0.1 || to > end + 0.1;
  const scale = to > from ? (end - start) / (to - from) : 0;
  const place = (t: number) => rounded(Math.min(end, Math.max(start, lie ? start + (t - from) * scale : t)));
  return words.map((w) => ({ ...w, start: place(w.start), end: place(Math.max(w.start, w.end)) }));
}

/**
 * Drops what whisper's own rule takes for no speech, and captions: text wholly in brackets, asterisks or notes
 * ("[Musik]", "(tertawa)", "♪ … ♪") names a sound, as subtitles do. `noSpeech` alone decides nothing: whisper.cpp 1.9.1 reads it from a stale
 * row of logits when the prompt has several tokens, and it was seen at 0.6 for clear speech.
 */
function wasSaid({ text, noSpeech, logProbability }: Segment): boolean {
  const caption = /^(\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪.*♪?)$/.test(text);
  return /[\p{L}\p{N}]/u.test(text) && !caption && !(noSpeech > 0.6 && logProbability < -1);
}

function tidy(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
