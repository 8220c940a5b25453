import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../domain/failure.js";

/**
 * Writes a file whole or not at all: temporary name beside it, fsync, rename. Only its owner can read it, unless `mode` says so.
 * Throws disk_full and path_not_writable; what stood there before stays then.
 */
export async function writeAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = join(dirname(path), `.catat-${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFailure(path, error as NodeJS.ErrnoException);
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

function fileFailure(path: string, error: NodeJS.ErrnoException): Failure {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return new Failure("disk_full", { path }, { cause: error });
  return new Failure("path_not_writable", { path, reason: error.code ?? error.message }, { cause: error });
}
