import type { Failure } from "../domain/failure.js";
import type { Recording, Stage, Timings } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { Row } from "../domain/row.js";
import type { Template } from "../domain/template.js";
import type { Transcript } from "../domain/transcript.js";
import type { Owner } from "../domain/user.js";

/** A recording to come: the name it is shown under, and where its bytes are. */
export interface Source {
  name: string;
  source: string;
}

/** A recording that came in a message. `key` names the message: one that comes twice changes nothing. */
export interface Message extends Source {
  key: string;
  /** How older databases name it, without its bot: so only of a recording that came no earlier than it was sent. */
  former?: { key: string; sentAt: number };
  /** As far as the sender's side told. */
  bytes: number | null;
}

/** How much one user may have: recordings in a report, reports under way, recordings and bytes in 24 hours. */
export interface Limits {
  recordings: number;
  openReports: number;
  recordingsPerDay: number;
  bytesPerDay: number;
}

export interface Received {
  report: Report;
  recording: Recording;
  /** Whether this recording opened the report; not where the message was known already. */
  opened: boolean;
}

/** Where a recording's bytes are kept, and what identifies them. */
export interface StoredFile {
  /** Key in the file store. */
  file: string;
  bytes: number;
  sha256: string;
}

/** A recording whose bytes are ours. */
export interface Fetched extends Recording {
  /** Position of the FAILED one of the same bytes that is tried again because of it, in the report that it belongs to now. */
  retries: number | null;
}

/** A claimed recording. `token` is the lease: once it is lost, every write that carries it is refused. */
export interface Job {
  recording: Recording;
  template: Template;
  token: string;
}

/** What was found in a recording. `droppedRows` counts rows that repeated an example of the prompt. */
export interface Finding {
  rows: Row[];
  droppedRows: number;
}

/**
 * Reports, recordings and the queue. Async, for a later store on another machine; every adapter passes the contract suite.
 * Times are milliseconds since the epoch. Writes that carry a token give false, and change nothing, when the lease is lost.
 */
export interface JobStore {
  /** An OPEN report with its recordings FETCHING, in one transaction. `output`: where its file goes in the end. */
  createReport(
    template: Template,
    settings: Record<string, string>,
    sources: readonly Source[],
    output?: string | null,
  ): Promise<Report>;
  /** Where this box was told to write the report's file; null where it was not. */
  output(reportId: number): Promise<string | null>;
  /**
   * Adds a recording, FETCHING, to the owner's OPEN report, which is made where there is none. One transaction.
   * Throws report_full, too_many_reports, too_many_recordings, too_many_bytes: nothing is stored then.
   */
  receive(owner: Owner, message: Message, template: Template, limits: Limits): Promise<Received>;
  report(id: number): Promise<Report | null>;
  /** The report that the owner's next recording joins. */
  openReport(owner: Owner): Promise<Report | null>;
  /** A user's, newest first; `most` of them at the most. */
  reportsOf(user: number, most?: number): Promise<Report[]>;
  /** How many a user has. */
  reportCount(user: number): Promise<number>;
  /** A user's that are OPEN or PROCESSING, newest first. */
  underWay(user: number): Promise<Report[]>;
  /**
   * A user's in which something failed that can be tried again, newest first: before all others those in which it may come out
   * otherwise than before.
   */
  retryable(user: number): Promise<Report[]>;
  /** Newest first. */
  reports(): Promise<Report[]>;
  /** By position. */
  recordings(reportId: number): Promise<Recording[]>;
  /** Rows of a report's SUCCEEDED recordings, in the order of the recordings and of what was said. */
  rows(reportId: number): Promise<{ position: number; row: Row }[]>;
  transcript(recordingId: number): Promise<Transcript | null>;

  /**
   * The bytes are ours: QUEUED, with attempts renewed; or SUCCEEDED with `duplicateOf` where the report has a recording of
   * the same bytes already. One of the same bytes that FAILED, in this report or an earlier one of the same seller and chat, is
   * tried again: this one belongs to that report then, and its own goes where nothing else is in it. Null where the recording
   * was removed meanwhile. A file that the recording does not name then is the caller's to remove.
   */
  fetched(recordingId: number, stored: StoredFile): Promise<Fetched | null>;
  /** FETCHING recordings of owned reports that are due to be fetched: owners take turns, each one's oldest first. */
  toFetch(limit: number): Promise<Recording[]>;
  /** Which of these are FETCHING still: the others were cancelled, or removed. */
  stillFetching(recordingIds: readonly number[]): Promise<number[]>;
  /** Its bytes could not be had this time: the attempt counts, FETCHING again at `at`. */
  fetchLater(recordingId: number, failure: Failure, at: number): Promise<void>;
  /** It could not be fetched: FAILED. */
  refuse(recordingId: number, failure: Failure): Promise<void>;
  /** No more recordings will come: PROCESSING, or settled at once where all are final. Null where it was removed. */
  closeReport(reportId: number): Promise<Report | null>;
  /**
   * An OPEN or PROCESSING one is CANCELLED for good, and its unfinished recordings FAILED (cancelled): whoever works on one
   * has lost its lease. A retry alone is cancelled where one is under way: what is not done yet FAILED as before, and the report
   * is settled, as a new revision where something succeeded. A settled one stays as it is: false.
   */
  cancelReport(reportId: number): Promise<boolean>;

  /**
   * Takes the next recording that may run (of one report, where it is named), counts the attempt, and leases it.
   * Owners take turns: the one whose turn is longest ago comes first; one owner's recordings go in their order.
   */
  claim(claim: { worker: string; leaseMs: number; reportId?: number }): Promise<Job | null>;
  renew(recordingId: number, token: string, leaseMs: number): Promise<boolean>;
  progress(recordingId: number, token: string, progress: { stage: Stage; seconds?: number }): Promise<boolean>;
  /** Stored before extraction begins, so that a retry does not transcribe again. */
  saveTranscript(recordingId: number, token: string, transcript: Transcript): Promise<boolean>;
  /** SUCCEEDED with its rows; the last finish settles the report in the same transaction. */
  succeed(recordingId: number, token: string, finding: Finding, timings: Timings): Promise<boolean>;
  /** QUEUED again for `retryAt`, or FAILED where that is null; the last finish settles the report in the same transaction. */
  fail(recordingId: number, token: string, failure: Failure, retryAt: number | null): Promise<boolean>;
  /** QUEUED again without costing an attempt: its worker stops, or (`failure`, which is stored) the box has a fault. */
  release(recordingId: number, token: string, failure?: Failure): Promise<boolean>;
  /**
   * Takes back leases that have ended, or whose worker is gone: QUEUED, or FAILED (worker_died) where `maxAttempts` are used up.
   * Gives how many. Of one report, where it is named.
   */
  reclaim(maxAttempts: number, isGone: (worker: string) => boolean, reportId?: number): Promise<number>;
  /** Whether a recording of the report waits for a worker, or has one. */
  hasWork(reportId: number): Promise<boolean>;

  /** Unfinished recordings of other owners that will be worked on before the last one of this report. */
  ahead(reportId: number): Promise<number>;

  /**
   * FAILED recordings (one, where its position is named) wait again with attempts renewed; a settled report is PROCESSING.
   * Gives how many; none of a CANCELLED report, nor one whose sound was removed before anything was heard in it.
   * `again`: those that SUCCEEDED, too; what was heard and found in them all is forgotten, so each needs its sound.
   */
  retry(reportId: number, position?: number, again?: boolean): Promise<number>;
  /** How many that would take. */
  mayRetry(reportId: number, position?: number, again?: boolean): Promise<number>;
  /** What was heard in a report's waiting recordings is forgotten. Gives how many keep it, since their sound was removed. */
  hearAnew(reportId: number): Promise<number>;

  /** Mean milliseconds a stage took for each started 30 s of sound, over the last recordings in which something was said. */
  pace(): Promise<Timings>;
  close(): Promise<void>;
}

/** The recordings on disk, each under a name of our own. */
export interface FileStore {
  /** Copies the bytes of `source.source` in: temporary name, fsync, rename. Throws file_not_found, file_not_readable, file_empty, disk_full. */
  take(source: Source, recordingId: number): Promise<StoredFile>;
  /** As `take`, from bytes that come over the network; `most` of them at the most (file_too_big). What breaks the stream is thrown as it is. */
  receive(name: string, bytes: AsyncIterable<Uint8Array>, most: number, recordingId: number): Promise<StoredFile>;
  /** Throws disk_full where `bytes` more would leave less free than must stay so. */
  requireRoom(bytes: number): Promise<void>;
  /** Absolute path, for an engine to read. */
  path(file: string): string;
  remove(file: string): Promise<void>;
  /** A path for a temporary file of one attempt. */
  scratch(name: string): string;
  /** Removes a temporary file, where it exists. */
  discard(scratch: string): Promise<void>;
}

/** 16 kHz mono 16-bit WAV for the speech model. */
export interface Sound {
  path: string;
  seconds: number;
  /** RMS level of the loudest 100 ms, in dB below full scale; -Infinity for digital silence. */
  loudestDb: number;
}

export interface AudioConverter {
  /** Looks whether the programs that it needs run. Throws ffmpeg_missing. */
  ready(signal: AbortSignal): Promise<void>;
  /**
   * Probes `input`, then writes its first sound track to `output` (which is not kept on failure). `name` is for failures alone.
   * Throws not_audio, no_sound, too_short, too_long, damaged, conversion_timeout, disk_full, file_not_found.
   */
  convert(input: string, output: string, name: string, signal: AbortSignal): Promise<Sound>;
}

export interface Transcriber {
  /** Starts the engine where it is ours, and waits until it can serve. Throws what is wrong with it (model missing, damaged…). */
  ready(signal: AbortSignal): Promise<void>;
  /** Throws speech_engine_failed, speech_engine_unreachable, speech_timeout; the signal's reason when aborted. */
  transcribe(sound: Sound, signal: AbortSignal): Promise<Transcript>;
  close(): Promise<void>;
}

/** One question to a language model: a constant instruction, then the transcript alone. */
export interface Question {
  system: string;
  user: string;
  /** JSON schema that the answer must follow. */
  schema: object;
}

export interface LanguageModel {
  /** Tokens that a question and its answer may take together. */
  readonly contextTokens: number;
  /** Whether it computes on this box's CPU, where it must not run beside the speech model. */
  readonly sharesCpu: boolean;
  /** Loads the model, or checks that its server has it. Throws what is wrong. */
  ready(signal: AbortSignal): Promise<void>;
  /** Tokens that a question takes before its answer, as the model's chat template renders it; exact, or estimated upwards. */
  promptTokens(question: Question, signal: AbortSignal): Promise<number>;
  /**
   * The answer's text, complete. Throws answer_cut_off, extraction_timeout, extraction_engine_failed, ollama_unreachable and the like; the signal's reason
   * when aborted. Nothing is promised of what the text holds: the caller validates.
   */
  ask(question: Question, answerTokens: number, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}
