import type { Logger } from "pino";
import type { Connection } from "./database.js";
import { clearNumbers } from "./day-numbers.js";
import type { Folders } from "./folders.js";
import { eraseRest } from "./forgetting.js";
import { clearBeats } from "./heartbeat.js";
import { expire, type Retention } from "./retention.js";
import { sweep } from "./sweep.js";

/** What is left behind stands in nobody's way: where it cannot be cleared, work goes on. */
export function tidyUp(connection: Connection, folders: Folders, retention: Retention, log: Logger): void {
  attempt(() => ({ users: eraseRest(connection) }), "was still to be removed of users", log);
  attempt(() => ({ users: clearNumbers(connection) }), "days that are over had counted", log);
  attempt(() => sweep(connection, folders), "stopped processes had left behind", log);
  attempt(() => ({ beats: clearBeats(folders) }), "stopped services had said of themselves", log);
  attempt(() => expire(connection, folders, retention), "was kept long enough", log);
}

/** Once more what every removal does: somebody who read at that moment may have kept it from the write-ahead log. */
export function emptyLog(connection: Connection, log: Logger): void {
  const work = () => {
    connection.emptyLog();
    return {};
  };
  attempt(work, "the write-ahead log kept", log);
}

/** The work gives how much of each kind it cleared. */
function attempt(work: () => object, what: string, log: Logger): void {
  try {
    const cleared = work();
    if (Object.values(cleared).some((count) => count > 0)) log.info(cleared, `cleared what ${what}`);
  } catch (err) {
    log.warn({ err }, `could not clear what ${what}`);
  }
}
