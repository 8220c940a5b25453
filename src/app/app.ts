import { join } from "node:path";
import { Mutex } from "async-mutex";
import type { Logger } from "pino";
import { openBot, type RunningBot } from "../bot/bot.js";
import type { RetentionSettings, Settings } from "../config/index.js";
import { asFailure, Failure } from "../domain/failure.js";
import type { Violation } from "../domain/integrity/violation.js";
import { FfmpegConverter } from "../engines/ffmpeg/converter.js";
import { EmbeddedModel } from "../engines/llama/model.js";
import { OllamaModel } from "../engines/ollama/model.js";
import { whisperElsewhere, whisperHere } from "../engines/whisper/transcriber.js";
import type { ChatStore } from "../ports/bot.js";
import type { FileStore, JobStore } from "../ports/index.js";
import { DiskFileStore } from "../storage/files/file-store.js";
import { foldersOf } from "../storage/files/folders.js";
import { logFile } from "../storage/files/log-file.js";
import { archivePlace, requireOutput, writeOutput } from "../storage/files/output-file.js";
import { keepPrivate } from "../storage/files/private-files.js";
import { RecordingsFolder } from "../storage/files/recordings-folder.js";
import { shareData } from "../storage/locks/data-lock.js";
import { type Beat, readBeats, removeBeat, type Service, writeBeat } from "../storage/locks/heartbeat.js";
import { isWorkerGone, lockAlone, registerWorker } from "../storage/locks/worker-registry.js";
import { type Backup, backup } from "../storage/maintenance/backup.js";
import { inspectAtWork } from "../storage/maintenance/inspection.js";
import { type Expired, policyOf } from "../storage/maintenance/retention.js";
import { Tidying } from "../storage/maintenance/tidy.js";
import { SqliteChatStore } from "../storage/sqlite/chats/chat-store.js";
import { Connection } from "../storage/sqlite/database.js";
import { SqliteJobStore } from "../storage/sqlite/jobs/job-store.js";
import type { Engines, Gates } from "../worker/process-recording.js";
import { workOn } from "../worker/worker.js";
import { botOptions, readToken } from "./bot-options.js";
import { Closing, sideBySide } from "./closing.js";
import { makeLogger } from "./logger.js";

/** A recording under this is no speech, and whisper.cpp over-reads memory on clips of under 201 samples. */
const minSeconds = 0.3;

export type { RunningBot } from "../bot/bot.js";
export { isStdout } from "../storage/files/output-file.js";
export { type Beat, type Service, services } from "../storage/locks/heartbeat.js";
export { type Restored, restore } from "../storage/maintenance/restore.js";

export interface App {
  settings: Settings;
  store: JobStore;
  chats: ChatStore;
  files: FileStore;
  log: Logger;
  /** Writes a file for a person, whole or not at all; into a pipe or device as it comes. Throws output_inside, disk_full, path_not_writable. */
  publish(path: string, text: string): Promise<void>;
  /** Throws what would keep `publish` from writing there, as far as can be told before. */
  requireOutput(path: string): Promise<void>;
  /** Throws recordings_away where the recordings' disk is not there. */
  requireRecordings(): void;
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
  /** How long things are kept: as the service that was started last has it; where none ever was, as this process's settings do. */
  policy(): RetentionSettings;
  /** Clears away what stopped processes left behind. */
  sweep(): void;
  /** A service's upkeep, at its start and every hour: its settings are the policy in force, and what was kept long enough by that is removed. */
  serveTidily(): void;
  /** Removes what was kept long enough by the policy in force, and what stopped processes left behind. */
  tidy(): Expired;
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
  const home = new RecordingsFolder(connection, folders.recordings);
  const files = new DiskFileStore(folders, worker.id, settings.diskReserve, home);
  const tidying = new Tidying(connection, folders, log);
  const policy = () => policyOf(connection) ?? settings.retention;
  const isGone = (id: string) => isWorkerGone(workers, id);
  const store = new SqliteJobStore(connection, (file) => home.lacks(file));
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
    publish: (path, text) => writeOutput(path, text, mode, dataDir),
    async requireOutput(path) {
      await requireOutput(path, dataDir);
    },
    requireRecordings: () => home.require(),
    async ready(signal) {
      home.require();
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
    check: () => inspectAtWork(connection, folders),
    async backup(path) {
      const { recordings } = folders;
      const places = { recordings, staging: files.scratch("backup"), reserve: settings.diskReserve };
      return backup(connection, places, await archivePlace(path, dataDir));
    },
    policy,
    sweep() {
      tidying.sweep();
    },
    serveTidily: () => tidying.serve(settings.retention),
    tidy() {
      const { fault, ...removed } = tidying.tidy(policy());
      if (fault !== null) throw asFailure(fault);
      return removed;
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
