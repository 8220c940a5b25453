import type { Violation } from "./integrity/violation.js";
import type { Problem } from "./problem.js";

/**
 * Why something did not work, as facts. The words are written per reader, in `messages`.
 * A failure is stored with its recording, so its facts are plain JSON.
 */
export interface FailureFacts {
  // the recording
  file_not_found: { file: string };
  file_not_readable: { file: string; reason: string };
  file_empty: { file: string };
  not_audio: { file: string };
  no_sound: { file: string };
  damaged: { file: string };
  too_short: { file: string; seconds: number; least: number };
  too_long: { file: string; seconds: number; most: number };
  conversion_timeout: { file: string; seconds: number };
  file_too_big: { file: string; bytes: number; most: number };
  download_failed: { file: string; reason: string };
  cancelled: { file: string };
  worker_died: { file: string; attempts: number };
  recording_removed: { file: string };
  // what is asked for
  usage_invalid: { problem: Problem };
  no_recordings: { folder: string };
  folder_not_readable: { folder: string; reason: string };
  report_full: { given: number; most: number };
  report_not_found: { report: string };
  recording_not_found: { recording: string };
  report_unfinished: { report: string };
  report_of_seller: { report: string };
  report_cancelled: { report: string };
  /** `repeats`: it is no recording of its own, but has the sound of that one. */
  nothing_to_retry: { what: string; repeats?: string };
  engines_of_service: { report: string };
  speech_model_elsewhere: { model: string };
  nothing_to_export: { report: string };
  /** `sentHere`: its file was sent in the chat where this is said. */
  report_removed: { report: string; sentHere?: boolean };
  data_present: { path: string };
  data_in_use: { path: string };
  restore_running: { path: string };
  backup_inside: { file: string; folder: string };
  output_inside: { file: string; folder: string };
  output_is_input: { file: string };
  backup_unreadable: { file: string; reason: string };
  backup_faulty: { file: string; violations: Violation[] };
  // the bot
  token_missing: Record<string, never>;
  token_file_unreadable: { path: string; reason: string };
  token_wrong: { reason: string };
  telegram_unreachable: { host: string; reason: string };
  bot_running: { path: string };
  bot_elsewhere: Record<string, never>;
  user_unknown: { user: string };
  message_dropped: { update: number };
  group_moved: { was: number; now: number };
  /** `chat`: negative for a group. */
  delivery_refused: { report: number; chat: number; reason: string };
  group_lost: { report: number; chat: number };
  service_stopped: { service: string; path: string };
  service_silent: { service: string; seconds: number };
  setting_invalid: { problems: Problem[] };
  template_invalid: { file: string; problems: Problem[] };
  expected_invalid: { file: string; reason: string };
  too_many_reports: { most: number };
  too_many_recordings: { most: number };
  too_many_bytes: { most: number };
  // the box
  /** `reserve`: the bytes that must stay free, where fewer would; without it, a write did not fit. */
  disk_full: { path: string; reserve?: number };
  path_not_writable: { path: string; reason: string };
  /** The folder is not the one that the recordings were put into: a disk that is not mounted, or another one. */
  recordings_away: { path: string };
  store_locked: { path: string };
  store_newer: { path: string; found: number; known: number };
  store_damaged: { path: string; reason: string };
  /** `node`: the version that it does not load in. */
  sqlite_missing: { node: string };
  // the engines
  ffmpeg_missing: { program: string };
  whisper_server_missing: { path: string };
  speech_model_missing: { path: string };
  speech_model_damaged: { path: string };
  vad_model_missing: { path: string };
  speech_engine_unreachable: { url: string };
  speech_engine_failed: { reason: string };
  speech_timeout: { seconds: number };
  ollama_unreachable: { host: string };
  ollama_model_missing: { model: string };
  ollama_busy: { host: string };
  ollama_failed: { reason: string };
  llama_missing: { reason: string };
  extraction_model_missing: { path: string };
  extraction_model_damaged: { path: string };
  extraction_engine_failed: { reason: string };
  extraction_timeout: { seconds: number };
  transcript_too_long: { tokens: number; most: number };
  answer_cut_off: { tokens: number };
  answer_invalid: { reason: string };
  unexpected: { reason: string };
}

export type FailureCode = keyof FailureFacts;

/** A failure as it is stored: its code and the facts that belong to it. */
export type StoredFailure = { [C in FailureCode]: { code: C; facts: FailureFacts[C] } }[FailureCode];

/** Failures that may pass by themselves: a recording that meets one is tried again. */
const transient: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "conversion_timeout",
  "store_locked",
  "speech_engine_unreachable",
  "speech_engine_failed",
  "speech_timeout",
  "ollama_unreachable",
  "ollama_busy",
  "ollama_failed",
  "extraction_engine_failed",
  "extraction_timeout",
  "answer_cut_off",
  "answer_invalid",
  "unexpected",
]);

/** Faults of the box rather than of a recording: work stops, and goes on unharmed once they are mended. */
const setup: ReadonlySet<FailureCode> = new Set<FailureCode>([
  "sqlite_missing",
  "ffmpeg_missing",
  "whisper_server_missing",
  "speech_model_missing",
  "speech_model_damaged",
  "vad_model_missing",
  "ollama_model_missing",
  "llama_missing",
  "extraction_model_missing",
  "extraction_model_damaged",
  "path_not_writable",
  "recordings_away",
  "disk_full",
  "speech_engine_unreachable",
  "ollama_unreachable",
  "ollama_busy",
]);

/** Faults of the recording itself: the same bytes meet them again, however often they are tried. */
export const lastingCodes: readonly FailureCode[] = [
  "file_empty",
  "not_audio",
  "no_sound",
  "damaged",
  "too_short",
  "too_long",
  "file_too_big",
];

export function isLasting({ code }: StoredFailure): boolean {
  return lastingCodes.includes(code);
}

/** An error with a code and facts instead of words; `cause` keeps the foreign error for the log. */
export class Failure<C extends FailureCode = FailureCode> extends Error {
  override readonly name = "Failure";

  constructor(
    readonly code: C,
    readonly facts: FailureFacts[C],
    options?: { cause?: unknown },
  ) {
    // An error's message gets into the log, where a recording's name would outlive what it names.
    super(`${code} ${JSON.stringify({ ...facts, file: undefined })}`, options);
  }

  /** Whether trying again later can help. */
  get isTransient(): boolean {
    return transient.has(this.code);
  }

  /** Whether no recording can get past it until somebody mends the set-up. */
  get isSetup(): boolean {
    return setup.has(this.code);
  }

  get stored(): StoredFailure {
    return { code: this.code, facts: this.facts } as StoredFailure;
  }
}

/** Turns whatever was thrown into a Failure, once, at the edge; an unknown error becomes `unexpected` and stays its cause. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new Failure("unexpected", { reason }, { cause: error });
}
