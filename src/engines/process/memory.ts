import { readFileSync } from "node:fs";

/** Bytes of memory that a process takes, swapped out or not; null where the system does not say (no /proc, ended). */
export function memoryOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
    return 1024 * (kilobytes("VmRSS") + kilobytes("VmSwap")) || null;
  } catch {
    return null;
  }
}

/** Looks at a process's memory every so often, and calls back once with what it takes when that is over `most`. Gives what stops it. */
export function watchMemory(
  pid: number,
  most: number,
  everyMs: number,
  onTooMuch: (bytes: number) => void,
): () => void {
  const timer = setInterval(() => {
    const bytes = memoryOf(pid);
    if (bytes === null || bytes <= most) return;
    clearInterval(timer);
    onTooMuch(bytes);
  }, everyMs).unref();
  return () => clearInterval(timer);
}
