import { statfs } from "node:fs/promises";
import { Failure } from "../domain/failure.js";

/** Throws disk_full where, after `bytes` more, less than `reserve` bytes would be left on the folder's disk. */
export async function requireRoom(folder: string, bytes: number, reserve: number): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some file systems do not tell their size; a write will say when they are full.
  if (blocks > 0 && bavail * bsize - bytes < reserve) throw new Failure("disk_full", { path: folder, reserve });
}
