import { existsSync, fstatSync, openSync, renameSync, statSync } from "node:fs";
import { type DestinationStream, destination } from "pino";
import { makePrivateFile } from "../../util/ownership.js";
import { lockAlone } from "../locks/worker-registry.js";

const mostBytes = 10_000_000;
/** `catat.log.1` is the newest. */
const kept = 3;

/**
 * A log that several processes write. The one that finds it full begins a new one; the others see before their next line that the
 * name is another file's, and follow. `locks` is a folder.
 */
export function logFile(path: string, locks: string): DestinationStream {
  let now = open(path);
  const follow = () => {
    if (sizeOf(path) > mostBytes) beginNew(path, locks);
    if (statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(now.fd).ino) return;
    const next = open(path);
    now.lines.end();
    now = next;
  };
  return {
    write(line) {
      try {
        follow();
      } catch {
        // A log that cannot be changed, as on a full disk, is written on.
      }
      now.lines.write(line);
    },
  };
}

function open(path: string) {
  makePrivateFile(path);
  const fd = openSync(path, "a", 0o600);
  // A full disk must not stop the work: what could not be written is written with the next line that can.
  const lines = destination({ fd, sync: true }).on("error", () => undefined);
  return { fd, lines };
}

/** Under a lock, and looking again: of two that find it full at once, one begins a new one. */
function beginNew(path: string, locks: string): void {
  const lock = lockAlone(locks, "log");
  try {
    if (!lock || sizeOf(path) <= mostBytes) return;
    for (let n = kept; n > 1; n--) if (existsSync(`${path}.${n - 1}`)) renameSync(`${path}.${n - 1}`, `${path}.${n}`);
    renameSync(path, `${path}.1`);
  } finally {
    lock?.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
