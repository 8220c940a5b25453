import { constants, writeFile } from "node:fs";
import { type FileHandle, lstat, open, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Failure } from "../../domain/failure.js";
import { fileFailure, writeAtomically } from "./atomic-file.js";

/** What a name stands for: a file that is made or replaced whole, one of this process's own descriptors, or a pipe or device. */
type Place =
  | { kind: "file" | "pipe" | "device"; path: string }
  | { kind: "descriptor"; path: string; descriptor: number };

const mostLinks = 40;

/**
 * Writes a file that a person asked for: a regular one whole or not at all, where a link leads to; into a pipe or device, what there
 * is to write. `dataDir` is not for others to write into. Throws output_inside, disk_full, path_not_writable.
 */
export async function writeOutput(path: string, text: string, mode: number, dataDir: string): Promise<void> {
  const place = await requireOutput(path, dataDir);
  if (place.kind === "file") return writeAtomically(place.path, text, mode);
  try {
    if (place.kind === "descriptor") await writeToDescriptor(place.descriptor, text);
    else await writeInto(place.path, text, place.kind === "pipe");
  } catch (error) {
    throw fileFailure(path, error as NodeJS.ErrnoException);
  }
}

/** What would keep a file from being written there, as far as can be told before. Throws as `writeOutput`. */
export async function requireOutput(path: string, dataDir: string): Promise<Place> {
  const place = await placeOf(path);
  if (await isInside(place, dataDir)) throw new Failure("output_inside", { file: path, folder: dataDir });
  return place;
}

async function isInside({ path }: Place, dataDir: string): Promise<boolean> {
  return path.startsWith((await realpath(dataDir)) + sep);
}

/** Where a backup is written: a regular file, made or replaced. Throws backup_inside, path_not_writable. */
export async function archivePlace(path: string, dataDir: string): Promise<string> {
  const place = await placeOf(path);
  if (await isInside(place, dataDir)) throw new Failure("backup_inside", { file: path, folder: dataDir });
  if (place.kind !== "file") throw new Failure("path_not_writable", { path, reason: "no regular file" });
  return place.path;
}

/** Whether what is written there comes out of this process's standard output. */
export async function isStdout(path: string): Promise<boolean> {
  const place = await placeOf(path).catch(() => null);
  return place?.kind === "descriptor" && place.descriptor === 1;
}

/** Follows links one by one, since one to a descriptor (`/dev/stdout`) does not lead to a name. Throws path_not_writable. */
async function placeOf(path: string): Promise<Place> {
  try {
    let at = await inRealFolder(path);
    for (let links = 0; links <= mostLinks; links++) {
      const descriptor = descriptorOf(at);
      if (descriptor !== null) return { kind: "descriptor", path: await readlink(at), descriptor };
      if (!(await lstatOf(at))?.isSymbolicLink()) return await plainPlace(at);
      at = await inRealFolder(resolve(dirname(at), await readlink(at)));
    }
    throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  } catch (error) {
    throw fileFailure(path, error as NodeJS.ErrnoException);
  }
}

async function plainPlace(path: string): Promise<Place> {
  const found = await lstatOf(path);
  if (found?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
  if (!found || found.isFile()) return { kind: "file", path };
  return { kind: found.isFIFO() ? "pipe" : "device", path };
}

async function inRealFolder(path: string): Promise<string> {
  return join(await realpath(dirname(path)), basename(path));
}

/** Null where nothing is there. */
async function lstatOf(path: string) {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/** `/proc/<our own number>/fd/1` → 1. */
function descriptorOf(path: string): number | null {
  const [, process_, descriptor] = /^\/proc\/(\d+)\/fd\/(\d+)$/.exec(path) ?? [];
  return Number(process_) === process.pid ? Number(descriptor) : null;
}

/** As it is open: a file goes on where it is, and a socket, which cannot be opened by name, is written to, too. */
async function writeToDescriptor(descriptor: number, text: string): Promise<void> {
  const stream = { 1: process.stdout, 2: process.stderr }[descriptor];
  if (stream)
    return new Promise((done, fail) => stream.write(text, (error) => (isHeard(error) ? done() : fail(error))));
  await promisify(writeFile)(descriptor, text);
}

/** A reader that has read enough is no fault. */
function isHeard(error: NodeJS.ErrnoException | null | undefined): boolean {
  return !error || error.code === "EPIPE";
}

async function writeInto(path: string, text: string, isPipe: boolean): Promise<void> {
  const held = isPipe ? await openOnceRead(path) : null;
  try {
    const handle = await open(path, constants.O_WRONLY);
    await handle.writeFile(text).finally(() => handle.close());
  } finally {
    await held?.close();
  }
}

/** Asked again and again, without waiting: an opening that waits inside the kernel for a reader could not be stopped. */
async function openOnceRead(pipe: string): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO") throw error;
      await sleep(100);
    }
  }
}
