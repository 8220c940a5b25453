import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Mutex } from "async-mutex";
import type { Logger } from "pino";
import type { Settings } from "./config.js";
import { makeConverter, makeModel, makeTranscriber } from "./engines/engines.js";
import { makeLogger } from "./logger.js";
import type { Engines } from "./pipeline/process-recording.js";
import { workOn } from "./pipeline/worker.js";
import type { FileStore, JobStore } from "./ports.js";

export interface App {
  settings: Settings;
  store: JobStore;
  files: FileStore;
  log: Logger;
  /** Writes a file for a person, whole or not at all. Throws disk_full, path_not_writable. */
  publish(path: string, text: string): Promise<void>;
  /** Loads the engines once. Throws what is wrong with the set-up, before anything is touched. */
  ready(signal: AbortSignal): Promise<void>;
  /** Works until every recording of the report is final, or the signal is aborted. */
  work(reportId: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
