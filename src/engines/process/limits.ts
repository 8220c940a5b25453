import { run } from "./subprocess.js";

/** What a program may take, in bytes and seconds. The kernel holds it to that. */
export interface Limits {
  /** Memory that it can write to; the code of its libraries does not count. */
  memory: number;
  /** Of each file that it writes. */
  file: number;
  /** Computing, of all its threads together. */
  seconds: number;
}

/** More than ffmpeg opens for one input and one output, with what a child is born with. */
const openFiles = 64;

/**
 * What to put before a command so that the kernel limits it. prlimit (util-linux, on every Debian) sets the limits and becomes
 * the program. A core dump would hold a recording, so there is none. Empty where there is no prlimit (macOS, busybox).
 */
export async function limitedTo({ memory, file, seconds }: Limits): Promise<string[]> {
  if (!(await isThere())) return [];
  // The soft limit ends a program with SIGXCPU, which tells why; the hard one, five seconds later, with SIGKILL.
  const cpu = `${Math.ceil(seconds)}:${Math.ceil(seconds) + 5}`;
  const limits = { core: 0, cpu, data: memory, fsize: file, nofile: openFiles };
  return ["prlimit", ...Object.entries(limits).map(([name, most]) => `--${name}=${most}`), "--"];
}

/** Whether a guard ended because the program that it should have become is not there, or may not be run. */
export function isNotStarted(exitCode: number | undefined, stderr: string): boolean {
  return (exitCode === 126 || exitCode === 127) && /^(prlimit|setpriv): failed to execute /.test(stderr);
}

let there: Promise<boolean> | undefined;

function isThere(): Promise<boolean> {
  const signal = new AbortController().signal;
  there ??= run("prlimit", ["--core=0", "--", "true"], { cwd: "/", timeoutMs: 5000, signal }).then(
    (ending) => ending.kind === "ended" && ending.exitCode === 0,
  );
  return there;
}
