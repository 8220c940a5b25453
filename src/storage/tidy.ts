import type { Logger } from "pino";
import type { Connection } from "./database.js";
import type { Folders } from "./folders.js";
import { expire, type Retention } from "./retention.js";
import { sweep } from "./sweep.js";

/** What is left behind stands in nobody's way: where it cannot be cleared, work goes on. */
export function tidyUp(connection: Connection, folders: Folders, retention: Retention, log: Logger): void {
  const attempt = (work: () => object, what: string) => {
    try {
      const cleared = work();
      if (Object.values(cleared).some((count) => count > 0)) log.info(cleared, `cleared what ${what}`);
    } catch (err) {
      log.warn({ err }, `could not clear what ${what}`);
    }
  };
  attempt(() => sweep(connection, folders), "stopped processes had left behind");
  attempt(() => expire(connection, folders, retention), "was kept long enough");
}
