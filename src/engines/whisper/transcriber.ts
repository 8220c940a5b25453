import { Mutex, type MutexInterface } from "async-mutex";
import type { Logger } from "pino";
import { Agent } from "undici";
import { Failure } from "../../domain/failure.js";
import { windowsOfSound } from "../../domain/sound.js";
import { type Segment, type Transcript, transcriptOf } from "../../domain/transcript.js";
import type { Sound, Transcriber } from "../../ports/index.js";
import { orAborted } from "../../util/abortable.js";
import { withEither } from "../../util/either.js";
import { type Piece, piecesOf } from "../audio/split-at-pauses.js";
import type { WhisperProcessOptions } from "./arguments.js";
import type { WhisperHost } from "./host.js";
import { WhisperProcess } from "./local-server.js";
import { WhisperElsewhere } from "./remote-server.js";
import { type HearingOptions, requestTranscript } from "./request.js";
import { readAnswer } from "./response.js";

export interface TranscriberOptions extends HearingOptions {
  /** Longest stretch of sound, in seconds, that the model hears at once. */
  longestPiece: number;
  /** Seconds that the engine may take for so many seconds of sound. */
  secondsAllowed?: (soundSeconds: number) => number;
}

/** A Transcriber on a whisper-server that is started here, and ends with us. */
export function whisperHere(options: TranscriberOptions & WhisperProcessOptions, log: Logger): Transcriber {
  return new WhisperServer(new WhisperProcess(options, log), options);
}

/** A Transcriber on a whisper-server that runs elsewhere. */
export function whisperElsewhere(options: TranscriberOptions & { url: string }, log: Logger): Transcriber {
  return new WhisperServer(new WhisperElsewhere(options.url, log), options);
}

/**
 * Whisper always computes whole windows of 30 s, so a word costs as much as half a minute. Ten times the windows' length is
 * far above what a usable box takes, retries at higher temperatures included: what is above it hangs.
 */
const usuallyAllowed = (soundSeconds: number) => 120 + 10 * 30 * windowsOfSound(soundSeconds);

class WhisperServer implements Transcriber {
  /** One request in flight: the server would queue the others, and a queue hides who is late. */
  private readonly turn = new Mutex();
  // No time limit but ours, and a connection for each request: a kept one may be closed by the server as we write.
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });
  private readonly secondsAllowed: (soundSeconds: number) => number;

  constructor(
    private readonly host: WhisperHost,
    private readonly options: TranscriberOptions,
  ) {
    this.secondsAllowed = options.secondsAllowed ?? usuallyAllowed;
  }

  ready(signal: AbortSignal): Promise<void> {
    return this.host.ready(signal);
  }

  async transcribe(sound: Sound, signal: AbortSignal): Promise<Transcript> {
    const release = await this.takeTurn(signal);
    try {
      const segments: Segment[] = [];
      for (const piece of await piecesOf(sound, this.options.longestPiece, signal)) {
        const heard = await this.hear(piece, signal);
        segments.push(...heard.map((segment) => later(segment, piece.from)));
        this.host.answered();
      }
      return transcriptOf(segments, this.options.language, this.host.model);
    } finally {
      release();
    }
  }

  async close(): Promise<void> {
    const closed = this.host.close();
    // An engine that still computes would not end by itself.
    await this.agent.destroy();
    await closed;
  }

  /** Closing the connection is what makes whisper-server give up a transcription: on abort, and when it is late. */
  private async hear(piece: Piece, signal: AbortSignal): Promise<Segment[]> {
    const address = await this.host.address(signal);
    const seconds = this.secondsAllowed(piece.seconds);
    const deadline = AbortSignal.timeout(Math.ceil(seconds * 1000));
    const ask = (either: AbortSignal) => requestTranscript(address, piece.sound, this.options, this.agent, either);
    try {
      return readAnswer(await withEither([signal, deadline], ask));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure || !deadline.aborted) throw await this.host.lost(error);
      await this.host.hung(seconds);
      throw new Failure("speech_timeout", { seconds }, { cause: error });
    }
  }

  private async takeTurn(signal: AbortSignal): Promise<MutexInterface.Releaser> {
    const turn = this.turn.acquire();
    try {
      return await orAborted(turn, signal);
    } catch (error) {
      void turn.then((release) => release());
      throw error;
    }
  }
}

/** A segment of a piece in the recording's own time. */
function later(segment: Segment, seconds: number): Segment {
  const shifted = <T extends { start: number; end: number }>(timed: T): T => ({
    ...timed,
    start: hundredths(timed.start + seconds),
    end: hundredths(timed.end + seconds),
  });
  return { ...shifted(segment), words: segment.words.map(shifted) };
}

function hundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
