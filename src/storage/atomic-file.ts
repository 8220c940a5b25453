import { randomBytes } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../domain/failure.js";

/**
 * Writes a file whole or not at all: temporary name beside it, fsync, rename.
 * Throws disk_full and path_not_writable; what stood there before stays then.
 */
export function writeAtomically(path: string, text: string): Promise<void> {
  return makeAtomically(path, (temporary) => writeFile(temporary, text, { flag: "wx" }));
}

/** As `writeAtomically`, for a file that `make` writes under the name it is given. */
export async function makeAtomically(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.catat-${randomBytes(6).toString("hex")}.tmp`);
  try {
    await make(temporary);
    await flush(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFailure(path, error as NodeJS.ErrnoException);
  }
}

/** Puts a file or a folder on the disk for good. A rename is there only when its folder is. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function fileFailure(path: string, error: NodeJS.ErrnoException): Failure {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return new Failure("disk_full", { path }, { cause: error });
  return new Failure("path_not_writable", { path, reason: error.code ?? error.message }, { cause: error });
}
