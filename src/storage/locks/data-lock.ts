import { Failure } from "../../domain/failure.js";
import { foldersOf } from "../files/folders.js";
import { type Lock, lockAlone, lockTogether } from "./worker-registry.js";

const name = "data";

/** Whoever works on a data folder, or only looks at it, holds this before it opens the database, and until it has closed it. Throws restore_running. */
export function shareData(dataDir: string): Lock {
  const lock = lockTogether(foldersOf(dataDir).workers, name);
  if (!lock) throw new Failure("restore_running", { path: dataDir });
  return lock;
}

/** For who replaces the database: nobody else has it open, and nobody can open it. Throws data_in_use. */
export function haveDataAlone(dataDir: string): Lock {
  const lock = lockAlone(foldersOf(dataDir).workers, name);
  if (!lock) throw new Failure("data_in_use", { path: dataDir });
  return lock;
}
