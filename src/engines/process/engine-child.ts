import type { Options, ResultPromise } from "execa";
import { dyingWithUs, lentEnvironment, start, Tail } from "./subprocess.js";

/** How an engine ended; `message` where it could not even be started, `why` where we ended it. */
export interface Exit {
  exitCode: number | undefined;
  signal: string | undefined;
  message: string | undefined;
  why?: string;
}

/** A process that holds a model. */
export interface EngineChild {
  pid: number | undefined;
  /** The end of what it said. */
  stderr: Tail;
  exit: Promise<Exit>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

const forceKillMs = 3000;
/** Room for an error and the list of options that follows it. */
const stderrKept = 32_768;

/** Starts a program that will hold a model, and ends with us. Gives its handle, and what is watched of it. */
export async function spawnEngine(
  file: string,
  given: readonly string[],
  options: Options & { cwd: string },
): Promise<{ process: ResultPromise; child: EngineChild }> {
  const [program = file, ...args] = [...(await dyingWithUs()), file, ...given];
  const process = start(program, args, {
    // A failed assertion would look for a debugger first. glibc would keep memory for each thread that ever needed some.
    env: { ...lentEnvironment(), GGML_NO_BACKTRACE: "1", MALLOC_ARENA_MAX: "1" },
    stdout: "ignore",
    buffer: false,
    forceKillAfterDelay: forceKillMs,
    ...options,
  });
  const stderr = new Tail(stderrKept);
  process.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
  const exit = process.then(
    (result): Exit => ({
      exitCode: result.exitCode,
      signal: result.signal,
      message: "originalMessage" in result ? String(result.originalMessage) : undefined,
    }),
  );
  return { process, child: { pid: process.pid, stderr, exit, kill: (signal) => void process.kill(signal) } };
}

/** "whisper-server was ended by SIGSEGV". */
export function howItEnded(program: string, { exitCode, signal, message, why }: Exit): string {
  if (why) return `${program} ${why}`;
  if (signal) return `${program} was ended by ${signal}`;
  if (exitCode !== undefined) return `${program} ended with status ${exitCode}`;
  return `${program} could not be started: ${message}`;
}

/** A slow disk reads 10 MB a second. */
export function secondsToLoad(modelBytes: number): number {
  return 120 + Math.ceil(modelBytes / 10_000_000);
}
