import type { Mutex } from "async-mutex";
import type { Stage, Timings } from "../domain/recording.js";
import { silenceDb } from "../domain/sound.js";
import { type Transcript, transcriptOf } from "../domain/transcript.js";
import { extract } from "../extraction/extract.js";
import type {
  AudioConverter,
  FileStore,
  Finding,
  Job,
  JobStore,
  LanguageModel,
  Sound,
  Transcriber,
} from "../ports/index.js";
import { requireHeld } from "./lease.js";

/** What a recording passes through. */
export interface Engines {
  converter: AudioConverter;
  transcriber: Transcriber;
  model: LanguageModel;
}

/** Both engines spin while they wait: on cores they share, only one may compute at a time. */
export interface Gates {
  speech: Mutex;
  language: Mutex;
}

export interface Bench extends Engines {
  store: JobStore;
  files: FileStore;
  gates: Gates;
}

/**
 * Takes one claimed recording from its file to its rows. A transcript that an earlier attempt stored is not made again.
 * Throws LeaseLost as soon as a write shows it.
 */
export async function processRecording(
  bench: Bench,
  job: Job,
  signal: AbortSignal,
): Promise<{ finding: Finding; timings: Timings }> {
  const timings: Timings = {};
  const transcript = (await bench.store.transcript(job.recording.id)) ?? (await hear(bench, job, timings, signal));
  const gate = bench.model.sharesCpu ? bench.gates.speech : bench.gates.language;
  const finding = await gate.runExclusive(() =>
    timed(timings, "extracting", async () => {
      await enter(bench, job, "extracting", signal);
      return extract(transcript, job.template, bench.model, signal);
    }),
  );
  return { finding, timings };
}

async function hear(bench: Bench, job: Job, timings: Timings, signal: AbortSignal): Promise<Transcript> {
  const wav = bench.files.scratch(`${job.recording.id}-${job.token}.wav`);
  try {
    const sound = await timed(timings, "converting", () => convert(bench, job, wav, signal));
    const transcript = await bench.gates.speech.runExclusive(() =>
      timed(timings, "transcribing", async () => {
        await enter(bench, job, "transcribing", signal, sound.seconds);
        return sound.loudestDb < silenceDb ? transcriptOf([], "", "") : bench.transcriber.transcribe(sound, signal);
      }),
    );
    requireHeld(await bench.store.saveTranscript(job.recording.id, job.token, transcript));
    return transcript;
  } finally {
    await bench.files.discard(wav);
  }
}

async function convert(bench: Bench, job: Job, wav: string, signal: AbortSignal): Promise<Sound> {
  await enter(bench, job, "converting", signal);
  await bench.files.requireRoom(0);
  const { file, name } = job.recording;
  return bench.converter.convert(bench.files.path(file as string), wav, name, signal);
}

async function enter(bench: Bench, job: Job, stage: Stage, signal: AbortSignal, seconds?: number): Promise<void> {
  signal.throwIfAborted();
  const progress = seconds === undefined ? { stage } : { stage, seconds };
  requireHeld(await bench.store.progress(job.recording.id, job.token, progress));
}

/** Adds what the work took, in milliseconds. Waiting for a gate is not counted. */
async function timed<T>(timings: Timings, stage: Stage, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  timings[stage] = Math.round(performance.now() - start);
  return result;
}
