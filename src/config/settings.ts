import type { Language } from "../domain/user.js";

interface Hearing {
  language: string;
  beamSize: number;
  temperatureInc: number;
  /** Longest stretch of sound, in seconds, that the model hears at once. */
  longestPiece: number;
}

export type SpeechSettings =
  | ({ kind: "elsewhere"; url: string } & Hearing)
  | ({ kind: "here"; binary: string; model: string; vadModel: string | null; threads: number } & Hearing);

export type ExtractionSettings =
  | { kind: "ollama"; host: string; model: string; contextTokens: number }
  | { kind: "embedded"; model: string; contextTokens: number; threads: number };

export interface TelegramSettings {
  /** The token, or the file that holds it; null where neither was given. */
  token: string | null;
  tokenFile: string | null;
  /** Without a slash at its end. */
  apiRoot: string;
  /** A Bot API server of one's own, started with --local: files of any size, read from disk. */
  local: boolean;
  admins: readonly number[];
  allowed: readonly number[];
  /** Groups that the bot works in. */
  groups: readonly number[];
  limits: { openReports: number; recordingsPerDay: number; bytesPerDay: number };
  /** Hours after its last recording until an open report is reminded of, and until it is closed. */
  remindAfterHours: number;
  closeAfterHours: number;
}

export interface RetentionSettings {
  /** Milliseconds that recordings, and transcripts with rows, are kept once their report was delivered; null: for ever. */
  audioMs: number | null;
  rowsMs: number | null;
  /** Rows that were delivered stay when their sender's data is deleted. */
  keepDeliveredRows: boolean;
}

export interface Settings {
  dataDir: string;
  language: Language;
  logLevel: string;
  maxRecordings: number;
  maxSeconds: number;
  maxAttempts: number;
  /** Bytes of the disk that stay free: below, recordings wait. */
  diskReserve: number;
  ffmpegPath: string;
  ffprobePath: string;
  speech: SpeechSettings;
  extraction: ExtractionSettings;
  delimiter: "," | ";";
  /** Whether one of the demonstration models is in use: said wherever results are shown. */
  demo: boolean;
  telegram: TelegramSettings;
  retention: RetentionSettings;
}
