import { appendFile, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../domain/failure.js";
import { isFullDisk } from "../../util/full-disk.js";
import { giveToOwner } from "../../util/ownership.js";
import { isNotStarted, limitedTo } from "../process/limits.js";
import { dyingWithUs, type Ending, run } from "../process/subprocess.js";

/** One recording on its way. ffmpeg writes to `part`; `name` is for failures alone. */
export interface Item {
  input: string;
  part: string;
  output: string;
  name: string;
  signal: AbortSignal;
}

export interface Allowed {
  /** An empty folder, so that no relative name leads anywhere. */
  cwd: string;
  seconds: number;
  /** What it may write. */
  bytes: number;
}

export type Ended = Extract<Ending, { kind: "ended" }>;

/**
 * Seven times what a film in 4K was seen to take, and little beside the engines. 68 bytes of FLAC at 1 Hz were seen to take
 * two gigabytes: what asks for more than this does not get it, and is damaged.
 */
const mostMemory = 512 * 2 ** 20;
/** Far above what a program takes to come up from a slow disk. */
const versionSeconds = 30;
const noRoom = /No space left on device|Disk quota exceeded|File too large/;

/** Asks a program for its version: the least that it can do. Throws ffmpeg_missing where it is not there, or does not run. */
export async function requireProgram(program: string, signal: AbortSignal): Promise<void> {
  const limits = { memory: mostMemory, file: 65_536, seconds: versionSeconds };
  const [first = program, ...rest] = [...(await dyingWithUs()), ...(await limitedTo(limits)), program, "-version"];
  const ending = await run(first, rest, { cwd: "/", timeoutMs: versionSeconds * 1000, signal });
  if (ending.kind === "ended" && ending.exitCode === 0) return;
  const cause = ending.kind === "ended" ? new Error(ending.stderr) : ending;
  throw new Failure("ffmpeg_missing", { program }, { cause });
}

/** Runs ffprobe or ffmpeg to its end, held to what is allowed. Throws what is not the recording's own fault, and time-outs. */
export async function runLimited(program: string, args: string[], allowed: Allowed, item: Item): Promise<Ended> {
  const { cwd, seconds, bytes } = allowed;
  await makeFolder(cwd);
  const limits = { memory: mostMemory, file: bytes + 65_536, seconds };
  const [first = program, ...rest] = [...(await dyingWithUs()), ...(await limitedTo(limits)), program, ...args];
  const ending = await run(first, rest, { cwd, timeoutMs: seconds * 1000, signal: item.signal });
  if (ending.kind === "missing") throw new Failure("ffmpeg_missing", { program }, { cause: ending.cause });
  if (ending.kind === "timeout" || ending.signal === "SIGXCPU")
    throw new Failure("conversion_timeout", { file: item.name, seconds: Math.round(seconds * 100) / 100 });
  if (isNotStarted(ending.exitCode, ending.stderr))
    throw new Failure("ffmpeg_missing", { program }, { cause: new Error(ending.stderr) });
  if (ending.signal === "SIGXFSZ") throw await tooLarge(item, bytes);
  if (noRoom.test(ending.stderr) && (await isFull(item.part)))
    throw new Failure("disk_full", { path: item.output }, { cause: new Error(ending.stderr) });
  // A crash is the file's doing; being killed is not (memory ran out, or somebody's hand).
  if (ending.signal === "SIGKILL" || ending.signal === "SIGTERM")
    throw new Failure("unexpected", { reason: `${program} was ended by ${ending.signal}` });
  return ending;
}

/** Past our own limit, to which no sound that we take comes, it is the file's fault; before it, the limit is another's. */
async function tooLarge({ part, output, name }: Item, bytes: number): Promise<Failure> {
  const { size } = await stat(part).catch(() => ({ size: 0 }));
  return size >= bytes ? new Failure("damaged", { file: name }) : new Failure("disk_full", { path: output });
}

/** What a program says of the disk may be a text out of the file: so the disk is asked for another megabyte. */
async function isFull(part: string): Promise<boolean> {
  try {
    if (await stat(part).catch(() => null)) await appendFile(part, Buffer.alloc(2 ** 20));
    return false;
  } catch (error) {
    return isFullDisk(error);
  }
}

/** Read-only: nothing can be left in it. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await mkdir(path, { recursive: true, mode: 0o500 });
    for (const made of [dirname(path), path]) giveToOwner(made);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (isFullDisk(error)) throw new Failure("disk_full", { path }, { cause: error });
    throw new Failure("path_not_writable", { path, reason: code ?? message }, { cause: error });
  }
}
