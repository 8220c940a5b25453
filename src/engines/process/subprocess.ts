import { execa, type Options, type ResultPromise } from "execa";

/** How a program ended: it is not there, it took too long and was killed, or it came to an end of its own. */
export type Ending =
  | { kind: "missing"; cause: unknown }
  | { kind: "timeout" }
  | { kind: "ended"; exitCode: number | undefined; signal: string | undefined; stdout: string; stderr: string };

const lent = ["PATH", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "SystemRoot"];
const lentPrefixes = /^(GGML|OMP|GOMP|KMP|CUDA|NVIDIA|HIP|ROCR|VK|GPU)_/;

/** What of our environment a program is given: what it needs to run. The bot's token and the like stay with us. */
export function lentEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => lent.includes(name) || lentPrefixes.test(name));
  return { ...(Object.fromEntries(kept) as Record<string, string>), LC_ALL: "C.UTF-8" };
}

/** The end of what a program said, however much it says. */
export class Tail {
  text = "";

  constructor(private readonly most = 8192) {}

  add(chunk: string | Buffer): void {
    this.text = (this.text + chunk.toString()).slice(-this.most);
  }
}

/**
 * Starts a program without a shell, in a process group of its own: Ctrl-C in a terminal goes to every process of the
 * group, and would end an engine in the middle of what we still want to finish. It ends with us at the latest.
 */
export function start(program: string, args: readonly string[], options: Options & { cwd: string }): ResultPromise {
  const child = execa(program, args, {
    stdin: "ignore",
    env: lentEnvironment(),
    extendEnv: false,
    detached: true,
    reject: false,
    ...options,
  });
  const kill = () => {
    child.kill("SIGKILL");
    endGroup(child.pid);
  };
  process.once("exit", kill);
  child.once("exit", () => endGroup(child.pid));
  void child.finally(() => process.off("exit", kill)).catch(() => undefined);
  return child as ResultPromise;
}

/** Ends what a program that we started has started itself: it leads a process group of its own, which outlives it. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

/** Runs a program to its end, at most `timeoutMs`. Gives the end of its stderr, and of a stdout of over a megabyte nothing. Throws the signal's reason when aborted. */
export async function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; timeoutMs: number; signal: AbortSignal },
): Promise<Ending> {
  options.signal.throwIfAborted();
  const child = start(program, args, {
    cwd: options.cwd,
    timeout: options.timeoutMs,
    cancelSignal: options.signal,
    killSignal: "SIGKILL",
    maxBuffer: 1_000_000,
    buffer: { stderr: false },
  });
  const stderr = new Tail();
  child.stderr?.on("data", (chunk: Buffer) => stderr.add(chunk));
  const result = await child;
  options.signal.throwIfAborted();
  if (result.timedOut) return { kind: "timeout" };
  // It was ended by us, however it took that.
  if (result.isMaxBuffer)
    return { kind: "ended", exitCode: undefined, signal: undefined, stdout: "", stderr: stderr.text };
  if (isMissing(result)) return { kind: "missing", cause: result };
  const stdout = String(result.stdout ?? "");
  return { kind: "ended", exitCode: result.exitCode, signal: result.signal, stdout, stderr: stderr.text };
}

function isMissing(result: object): boolean {
  return "code" in result && (result.code === "ENOENT" || result.code === "EACCES");
}

let guard: Promise<string[]> | undefined;

/**
 * What to put before a command so that the kernel kills it when we die, by SIGKILL too: an engine with gigabytes of memory
 * must not stay behind. setpriv (util-linux, on every Debian) asks for it and becomes the program, so its pid is the
 * program's. Empty where there is none (macOS, busybox): there, only our orderly exit ends the program.
 */
export function dyingWithUs(): Promise<string[]> {
  guard ??= tryGuard();
  return guard;
}

async function tryGuard(): Promise<string[]> {
  const words = ["setpriv", "--pdeathsig", "KILL", "--"];
  const [program = "", ...args] = words;
  const signal = new AbortController().signal;
  const ending = await run(program, [...args, "true"], { cwd: "/", timeoutMs: 5000, signal });
  return ending.kind === "ended" && ending.exitCode === 0 ? words : [];
}
