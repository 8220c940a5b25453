import { type Dispatcher, FormData, request } from "undici";
import { Failure } from "../../domain/failure.js";
import type { Address } from "./host.js";

export interface HearingOptions {
  language: string;
  /**
   * 1 is greedy, and repeatable. Above, whisper.cpp's beam search draws candidates from a random generator that is not seeded
   * anew for each request, so that the same recording may give another text after other recordings.
   */
  beamSize: number;
  /** Step of the temperature after a failed decoding; 0 does not try again. */
  temperatureInc: number;
  prompt?: string;
}

/** The fields of a request, but for the file. Every one is sent always, so that no default of the server's start shows through. */
export function requestFields(options: HearingOptions): Record<string, string> {
  return {
    language: options.language,
    temperature: "0",
    temperature_inc: String(options.temperatureInc),
    beam_size: String(options.beamSize),
    prompt: options.prompt ?? "",
    // What was heard in one window of 30 s is not shown to the next, where it breeds repetitions and leaves sentences out: with the
    // demo model it made twice the errors in eight minutes of sound. whisper.cpp drops the prompt too at 0.
    max_context: options.prompt ? "-1" : "0",
    response_format: "verbose_json",
    // Else a second pass guesses the language, and answers 500 where VAD found no speech.
    no_language_probabilities: "true",
    // Else text is wrapped after 60 characters, in mid-word.
    max_len: "100000",
  };
}

/**
 * Sends a WAV file and gives the answer's body. Throws speech_engine_failed for any status but 200, the
 * signal's reason, and what undici throws where the connection fails.
 */
export async function requestTranscript(
  address: Address,
  sound: Blob,
  options: HearingOptions,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<string> {
  const body = new FormData();
  for (const [name, value] of Object.entries(requestFields(options))) body.set(name, value);
  body.set("file", sound, "sound.wav");
  // Not fetch, which keeps a second copy of the body for a redirect: 115 MB for an hour of sound.
  const response = await request(`${address.url}/inference`, {
    method: "POST",
    headers: address.headers,
    body,
    dispatcher,
    signal,
  });
  const text = await response.body.text();
  if (response.statusCode !== 200)
    throw new Failure("speech_engine_failed", { reason: `HTTP ${response.statusCode}: ${text.slice(0, 200).trim()}` });
  return text;
}
