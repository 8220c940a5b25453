import type { Logger } from "pino";
import type { Connection } from "./database.js";
import type { Folders } from "./folders.js";
import { expire, type Retention } from "./retention.js";
import { sweep } from "./sweep.js";

/** What is left behind stands in nobody's way: where it cannot be cleared, work goes on. */
export function tidyUp(connection: Connection, folders: Folders, retention: Retention, log: Logger): void {
  attempt(log, () => sweep(connection, folders), "stopped processes had left behind");
  attempt(log, () => expire(connection, folders, retention), "was kept long enough");
}

/** Somebody who read the write-ahead log when it was to be emptied may have kept a removal in it. */
export function emptyLog(connection: Connection, log: Logger): void {
  const work = () => {
    connection.emptyLog();
    return {};
  };
  attempt(log, work, "the database's log may still hold");
}

function attempt(log: Logger, work: () => object, what: string): void {
  try {
    const cleared = work();
    if (Object.values(cleared).some((count) => count > 0)) log.info(cleared, `cleared what ${what}`);
  } catch (err) {
    log.warn({ err }, `could not clear what ${what}`);
  }
}
