import { join, sep } from "node:path";
import { Mutex } from "async-mutex";
import type { Logger } from "pino";
import { openBot, type RunningBot } from "./bot/bot.js";
import { botOptions, readToken } from "./bot-options.js";
import { Closing, sideBySide } from "./closing.js";
import type { Settings } from "./config/index.js";
import { Failure } from "./domain/failure.js";
import type { Violation } from "./domain/violation.js";
import { FfmpegConverter } from "./engines/ffmpeg.js";
import { EmbeddedModel } from "./engines/llama.js";
import { OllamaModel } from "./engines/ollama.js";
import { whisperElsewhere, whisperHere } from "./engines/whisper-server.js";
import { makeLogger } from "./logger.js";
import type { Engines, Gates } from "./pipeline/process-recording.js";
import { workOn } from "./pipeline/worker.js";
import type { FileStore, JobStore } from "./ports.js";
import type { ChatStore } from "./ports-bot.js";
import { writeAtomically } from "./storage/atomic-file.js";
import { type Backup, backup } from "./storage/backup.js";
import { shareData } from "./storage/data-lock.js";
import { Connection } from "./storage/database.js";
import { DiskFileStore } from "./storage/disk-file-store.js";
import { foldersOf } from "./storage/folders.js";
import { type Beat, readBeats, removeBeat, type Service, writeBeat } from "./storage/heartbeat.js";
import { inspectAtWork } from "./storage/inspection.js";
import { logFile } from "./storage/log-file.js";
import { keepPrivate } from "./storage/private-files.js";
import { SqliteChatStore } from "./storage/sqlite-chat-store.js";
import { SqliteJobStore } from "./storage/sqlite-job-store.js";
import { emptyLog, tidyUp } from "./storage/tidy.js";
import { isWorkerGone, lockAlone, registerWorker } from "./storage/workers.js";

/** A recording under this is no speech, and whisper.cpp over-reads memory on clips of under 201 samples. */
const minSeconds = 0.3;

export { type Beat, type Service, services } from "./storage/heartbeat.js";
export { type Restored, restore } from "./storage/restore.js";

export interface App {
  settings: Settings;
  store: JobStore;
  chats: ChatStore;
  files: FileStore;
  log: Logger;
  /** Writes a file for a person, whole or not at all. Throws disk_full, path_not_writable. */
  publish(path: string, text: string): Promise<void>;
  /** Looks whether all engines can work, and loads them once. Throws what is wrong with the set-up, before anything is touched. */
  ready(signal: AbortSignal): Promise<void>;
  /** Works until every recording of the report is final, or (null: on all that comes) the signal is aborted. */
  work(reportId: number | null, signal: AbortSignal): Promise<void>;
  /** The Telegram bot, its token checked. Throws token_missing, token_wrong and the like, and bot_running. */
  openBot(signal: AbortSignal): Promise<RunningBot>;
  /** What others are to know of a service now; null: that it stopped. */
  tell(service: Service, beat: Beat | null): void;
  /** What in the database and the files must not be, while others may work on them. */
  check(): Promise<Violation[]>;
  /** Writes a copy of database and recordings, while others may work on them. Throws disk_full, path_not_writable, backup_inside. */
  backup(path: string): Promise<Backup>;
  /** Clears away what was kept long enough, and what stopped processes left behind. */
  tidy(): void;
  close(): Promise<void>;
}

/** What the processes of a service last said of themselves, the newest first; none where all stopped. */
export function lastBeats({ dataDir }: Settings, service: Service): Beat[] {
  return readBeats(foldersOf(dataDir).services, service);
}

interface Opening {
  logToTerminal?: boolean;
  /** For tests: an engine of their own. */
  replace?: Partial<Engines>;
}

/** Builds everything from the settings, unless a restore is replacing it: throws restore_running then. */
export async function openApp(settings: Settings, opening: Opening = {}): Promise<App> {
  const closing = new Closing();
  try {
    return build(settings, opening, closing);
  } catch (error) {
    await closing.close().catch(() => undefined);
    throw error;
  }
}

/** Whatever it has opened is in `closing`, also where it throws. */
function build(settings: Settings, { logToTerminal = false, replace = {} }: Opening, closing: Closing): App {
  /** Of a file that is made for a person. */
  const mode = keepPrivate();
  const { dataDir } = settings;
  closing.keep(shareData(dataDir));
  const connection = closing.keep(new Connection(join(dataDir, "catat.db")));
  const folders = foldersOf(dataDir);
  const { workers } = folders;
  const log = makeLogger(settings.logLevel, logToTerminal ? null : logFile(join(dataDir, "catat.log"), workers));
  const worker = closing.keep(registerWorker(workers));
  const files = new DiskFileStore(folders, worker.id, settings.diskReserve);
  tidyUp(connection, folders, settings.retention, log);
  const isGone = (id: string) => isWorkerGone(workers, id);
  const store = new SqliteJobStore(connection);
  const chats = new SqliteChatStore(connection, { id: worker.id, isGone });
  const engines = { ...makeEngines(settings, log), ...replace };
  closing.keep(sideBySide(engines.transcriber, engines.model));
  let lock: ReturnType<typeof lockAlone> = null;
  const gates: Gates = { speech: new Mutex(), language: new Mutex() };
  return {
    settings,
    store,
    chats,
    files,
    log,
    publish: (path, text) => writeAtomically(path, text, mode),
    async ready(signal) {
      await engines.converter.ready(signal);
      await engines.transcriber.ready(signal);
      await engines.model.ready(signal);
    },
    work: (reportId, signal) =>
      workOn(
        {
          ...engines,
          store,
          files,
          gates,
          log,
          worker: worker.id,
          isWorkerGone: isGone,
          maxAttempts: settings.maxAttempts,
        },
        reportId,
        signal,
      ),
    async openBot(signal) {
      const token = await readToken(settings.telegram);
      lock ??= lockAlone(workers, "bot");
      if (!lock) throw new Failure("bot_running", { path: dataDir });
      closing.keep(lock);
      return openBot(botOptions(settings, token), { store, chats, files, log }, signal);
    },
    tell(service, beat) {
      if (beat) writeBeat(folders.services, service, worker.id, beat);
      else removeBeat(folders.services, service, worker.id);
    },
    async check() {
      await store.reclaim(settings.maxAttempts, isGone);
      return inspectAtWork(connection, folders);
    },
    async backup(path) {
      if (path.startsWith(dataDir + sep)) throw new Failure("backup_inside", { file: path, folder: dataDir });
      const { recordings } = folders;
      return backup(connection, { recordings, staging: files.scratch("backup"), reserve: settings.diskReserve }, path);
    },
    tidy() {
      tidyUp(connection, folders, settings.retention, log);
      emptyLog(connection, log);
    },
    close: () => closing.close(),
  };
}

function makeEngines(settings: Settings, log: Logger): Engines {
  const { speech, extraction, ffmpegPath, ffprobePath, maxSeconds, dataDir } = settings;
  const { temporary: scratchDir } = foldersOf(dataDir);
  return {
    converter: new FfmpegConverter({ ffmpegPath, ffprobePath, minSeconds, maxSeconds, scratchDir }),
    transcriber: speech.kind === "here" ? whisperHere(speech, log) : whisperElsewhere(speech, log),
    model: extraction.kind === "ollama" ? new OllamaModel(extraction) : new EmbeddedModel(extraction, log),
  };
}
