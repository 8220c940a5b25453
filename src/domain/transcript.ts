/** A word as the speech model heard it. Times are seconds from the start of the recording, probabilities 0 to 1. */
export interface Word {
  text: string;
  start: number;
  end: number;
  probability: number;
}

/** A stretch of speech. `logProbability` is the mean natural logarithm a token; `noSpeech` is the model's own doubt, 0 to 1. */
export interface Segment {
  text: string;
  start: number;
  end: number;
  logProbability: number;
  noSpeech: number;
  words: Word[];
}

/** What was said in one recording. `text` is the segments' texts with a space between; character spans refer to it. */
export interface Transcript {
  text: string;
  language: string;
  /** The model that heard it. */
  model: string;
  segments: Segment[];
}

/** The transcript of what was heard: of silence, or noise without speech, nothing. */
export function transcriptOf(segments: Segment[], language: string, model: string): Transcript {
  return { text: segments.map((s) => s.text).join(" "), language, model, segments };
}
