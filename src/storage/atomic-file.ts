import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../domain/failure.js";

/**
 * Writes a file whole or not at all: temporary name beside it, fsync, rename.
 * Throws disk_full and path_not_writable; what stood there before stays then.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.catat-${randomBytes(6).toString("hex")}.tmp`);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileFailure(path, error as NodeJS.ErrnoException);
  }
}

function fileFailure(path: string, error: NodeJS.ErrnoException): Failure {
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return new Failure("disk_full", { path }, { cause: error });
  return new Failure("path_not_writable", { path, reason: error.code ?? error.message }, { cause: error });
}
