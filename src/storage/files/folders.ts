import { join } from "node:path";

export interface Folders {
  /** The recordings, each named `<its number>-<random>`. */
  recordings: string;
  /** Temporary files, each named `<its worker>.<…>`. */
  temporary: string;
  /** The workers' locks. */
  workers: string;
  /** What the services last said of themselves. */
  services: string;
}

/** Where things are in the data folder. */
export function foldersOf(dataDir: string): Folders {
  return {
    recordings: join(dataDir, "recordings"),
    temporary: join(dataDir, "tmp"),
    workers: join(dataDir, "workers"),
    services: join(dataDir, "services"),
  };
}
