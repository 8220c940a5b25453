import { randomBytes } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../domain/failure.js";
import { isFullDisk } from "../../util/full-disk.js";

/**
 * Writes a file whole or not at all: temporary name beside it, fsync, rename. Only its owner can read it, unless `mode` says so.
 * Throws disk_full and path_not_writable; what stood there before stays then.
 */
export function writeAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  return makeAtomically(path, (temporary) => writeFile(temporary, text, { flag: "wx", mode: 0o600 }), mode);
}

/** As `writeAtomically`, for a file that `make` writes under the name it is given. */
export async function makeAtomically(
  path: string,
  make: (temporary: string) => Promise<void>,
  mode = 0o600,
): Promise<void> {
  const temporary = join(dirname(path), `.catat-${randomBytes(6).toString("hex")}.tmp`);
  try {
    await make(temporary);
    await syncFile(temporary, mode);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFailure(path, error as NodeJS.ErrnoException);
  }
}

/** Puts what is in a file on the disk for good, and says who may read it. */
export async function syncFile(path: string, mode = 0o600): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is on the disk for good only when its folder is. A folder that may be written, but not read, cannot be told. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => null);
  try {
    await folder?.sync();
  } finally {
    await folder?.close();
  }
}

export function fileFailure(path: string, error: NodeJS.ErrnoException): Failure {
  if (isFullDisk(error)) return new Failure("disk_full", { path }, { cause: error });
  return new Failure("path_not_writable", { path, reason: error.code ?? error.message }, { cause: error });
}
