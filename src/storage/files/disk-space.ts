import { statfs } from "node:fs/promises";
import { Failure } from "../../domain/failure.js";
import { fileFailure } from "./atomic-file.js";

/** Throws disk_full where, after `bytes` more, less than `reserve` bytes would be left on the folder's disk; path_not_writable. */
export async function requireRoom(folder: string, bytes: number, reserve: number): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder).catch((error) => {
    throw fileFailure(folder, error);
  });
  // Some file systems do not tell their size; a write will say when they are full.
  if (blocks > 0 && bavail * bsize - bytes < reserve) throw new Failure("disk_full", { path: folder, reserve });
}
