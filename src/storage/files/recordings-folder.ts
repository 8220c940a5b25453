import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../domain/failure.js";
import { makeFolder, makePrivateFile } from "../../util/ownership.js";
import type { Connection } from "../sqlite/database.js";
import { fileFailure } from "./atomic-file.js";

/** In the folder; what it holds is in the database, too. */
const markName = ".catat";
/** Somebody says that this is the folder: what it lacks is lost. */
const declared = "";

/**
 * The folder of the recordings. It carries a mark: an empty folder, or another one, in the place of a disk that is not mounted (yet)
 * holds no recordings, but none of them is lost.
 */
export class RecordingsFolder {
  constructor(
    private readonly db: Connection,
    readonly path: string,
  ) {}

  /** Whether this is the folder that the recordings were put into, or one that is new, or was never marked. Changes nothing. */
  isOurs(): boolean {
    const [known, found] = [this.known(), this.found()];
    if (known !== null) return found === known || found === declared;
    return found !== null || this.mayBeNew();
  }

  /** Before anything is put there; it is marked where it is not yet. Throws recordings_away, path_not_writable, disk_full. */
  require(): void {
    if (!this.isOurs()) throw new Failure("recordings_away", { path: this.path });
    if (this.known() !== null && this.found() !== declared) return;
    this.db.write(() => this.adopt(this.known(), this.found()));
  }

  /** Whether a recording's file is gone for good. */
  lacks(file: string): boolean {
    return this.isOurs() && !existsSync(join(this.path, file));
  }

  /** A mark that the database knows nothing of (a backup was restored) counts from now on. */
  private adopt(known: string | null, found: string | null): void {
    const mark = known ?? (found || randomBytes(16).toString("hex"));
    if (found !== mark) this.write(mark);
    this.db.run("INSERT OR REPLACE INTO folder_mark (one, mark) VALUES (1, @mark)", { mark });
  }

  /** A folder without a mark is taken for the right one unless files are named, and it holds none of them. */
  private mayBeNew(): boolean {
    const named = this.db.all("SELECT file FROM recordings WHERE file IS NOT NULL").map((r) => r.file as string);
    return named.length === 0 || named.some((file) => existsSync(join(this.path, file)));
  }

  private write(mark: string): void {
    const path = join(this.path, markName);
    try {
      makeFolder(this.path);
      makePrivateFile(path);
      writeFileSync(path, mark);
    } catch (error) {
      throw fileFailure(path, error as NodeJS.ErrnoException);
    }
  }

  private known(): string | null {
    return (this.db.first("SELECT mark FROM folder_mark WHERE one = 1")?.mark as string | undefined) ?? null;
  }

  /** Null where there is none. */
  private found(): string | null {
    try {
      return readFileSync(join(this.path, markName), "utf8").trim();
    } catch {
      return null;
    }
  }
}

/** Says of a folder that a restore has just filled that it is the one. */
export function declareFolder(path: string): void {
  makePrivateFile(join(path, markName));
}
