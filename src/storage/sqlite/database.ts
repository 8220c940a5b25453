import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { asFailure, Failure } from "../../domain/failure.js";
import { makeFolder, makePrivateFile } from "../../util/ownership.js";
import { migrate } from "./migrations/index.js";

/** How long a lock that another process holds is waited for: longer than a copy, a virus scanner or a slow disk takes. */
const waitMs = 15_000;

/**
 * Opens the database, made or brought up to date where need be: WAL, every commit flushed, foreign keys.
 * Throws store_locked, store_newer, store_damaged, path_not_writable, disk_full.
 */
function openDatabase(path: string): Database.Database {
  return guard(path, () => {
    makeFolder(dirname(path));
    // Whoever owns the database is given the files that SQLite makes beside it.
    makePrivateFile(path);
    const db = new Database(path, { timeout: waitMs });
    try {
      changeToWal(db);
      // better-sqlite3 is built with NORMAL in WAL mode, which may lose the last commits at a power cut.
      db.pragma("synchronous = FULL");
      db.pragma("foreign_keys = ON");
      // What somebody asked to have removed must not stay readable in free pages.
      db.pragma("secure_delete = ON");
      migrate(db, path);
      chmodSync(path, 0o600);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** SQLite waits for every lock but this one, which processes that make the same database at once all want. */
function changeToWal(db: Database.Database): void {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (const deadline = Date.now() + waitMs; ; Atomics.wait(nobody, 0, 0, 10)) {
    try {
      db.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!(error as NodeJS.ErrnoException).code?.startsWith("SQLITE_BUSY") || Date.now() > deadline) throw error;
    }
  }
}

/** Runs database work, and turns SQLite's errors into failures. */
function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailure(path, error);
  }
}

export type Columns = Record<string, unknown>;

/** One open database, which the stores of a process share. `now` gives milliseconds since the epoch. */
export class Connection {
  private readonly db: Database.Database;

  constructor(
    private readonly path: string,
    readonly now: () => number = Date.now,
  ) {
    this.db = openDatabase(path);
  }

  all(sql: string, values: Columns = {}): Columns[] {
    return guard(this.path, () => this.db.prepare<[Columns], Columns>(sql).all(values));
  }

  first(sql: string, values: Columns = {}): Columns | undefined {
    return this.all(sql, values)[0];
  }

  /** Gives how many rows changed. */
  run(sql: string, values: Columns = {}): number {
    return guard(this.path, () => this.db.prepare(sql).run(values).changes);
  }

  /**
   * One transaction, or part of the caller's. Immediate: a read that turns into a write fails at once in a deferred one
   * when another process wrote in between.
   */
  write<T>(work: () => T): T {
    return guard(this.path, () => (this.db.inTransaction ? work() : this.db.transaction(work).immediate()));
  }

  /** What is read in it is of one moment. */
  read<T>(work: () => T): T {
    return guard(this.path, () => this.db.transaction(work).deferred());
  }

  /** Another one after each commit: SQLite counts what other connections committed, and what this one changed. */
  version(): string {
    const { others, own } = this.first(
      "SELECT data_version AS others, total_changes() AS own FROM pragma_data_version",
    ) as { others: number; own: number };
    return `${others}.${own}`;
  }

  /** How large a copy is. */
  bytes(): number {
    const sql = "SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size";
    return this.first(sql)?.bytes as number;
  }

  /** Copies the database, as it is at one moment, while others work on it. */
  async backup(path: string): Promise<void> {
    try {
      // In one go: a copy that pauses begins anew whenever another process writes.
      await this.db.backup(path, { progress: () => 2 ** 31 - 1 });
    } catch (error) {
      throw storeFailure(path, error);
    }
  }

  /** Empties the write-ahead log, which keeps what was removed until it is written over. */
  emptyLog(): void {
    guard(this.path, () => this.db.pragma("wal_checkpoint(TRUNCATE)"));
  }

  close(): void {
    this.db.close();
  }
}

export function storeFailure(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = "", message: reason } = error as NodeJS.ErrnoException;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return new Failure("store_locked", { path }, { cause: error });
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return new Failure("store_damaged", { path, reason }, { cause: error });
  if (/^(SQLITE_(FULL|IOERR_SHMSIZE)|ENOSPC|EDQUOT)/.test(code))
    return new Failure("disk_full", { path }, { cause: error });
  if (/^(SQLITE_(CANTOPEN|READONLY|IOERR)|E[A-Z]+$)/.test(code)) {
    return new Failure("path_not_writable", { path, reason: code }, { cause: error });
  }
  if (code === "ERR_DLOPEN_FAILED" || /^Could not locate the bindings file/.test(reason))
    return new Failure("sqlite_missing", { node: process.versions.node }, { cause: error });
  return asFailure(error);
}
