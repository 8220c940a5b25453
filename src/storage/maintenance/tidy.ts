import type { Logger } from "pino";
import type { Folders } from "../files/folders.js";
import { clearBeats } from "../locks/heartbeat.js";
import { eraseRest } from "../sqlite/chats/erase-user.js";
import type { Connection } from "../sqlite/database.js";
import { clearNumbers } from "../sqlite/day-numbers.js";
import { type Expired, expire, type Policy, policyOf, setPolicy } from "./retention.js";
import { sweep } from "./sweep.js";

/** What was cleared away, and the first thing that kept more from being so. */
export interface Tidied extends Expired {
  fault: unknown;
}

/** What is left behind stands in nobody's way: where it cannot be cleared, work goes on, and the log has it. */
export class Tidying {
  private isTold = false;

  constructor(
    private readonly connection: Connection,
    private readonly folders: Folders,
    private readonly log: Logger,
  ) {}

  /** Clears away what processes that died left behind, and what they left undone. */
  sweep(): unknown {
    return firstOf([
      this.attempt(() => ({ users: eraseRest(this.connection) }), "was still to be removed of users"),
      this.attempt(() => ({ users: clearNumbers(this.connection) }), "days that are over had counted"),
      this.attempt(() => sweep(this.connection, this.folders), "stopped processes had left behind"),
      this.attempt(() => ({ beats: clearBeats(this.folders) }), "stopped services had said of themselves"),
    ]);
  }

  /**
   * For a service: its own policy is the one in force, and what was kept long enough is removed by what is in force. Nothing
   * is while its own could not be stored: an older one may keep less.
   */
  serve(own: Policy): void {
    const tell = () => {
      setPolicy(this.connection, own);
      this.isTold = true;
      return {};
    };
    if (!this.isTold) this.attempt(tell, "the last service kept by");
    this.attempt(() => {
      this.tidy(this.isTold ? policyOf(this.connection) : null);
      return {};
    }, "was kept long enough");
  }

  /** Removes what was kept long enough, besides; nothing where no policy is given. */
  tidy(policy: Policy | null): Tidied {
    let expired: Expired = { audio: 0, reports: 0 };
    const remove = () => {
      if (policy) expired = expire(this.connection, this.folders, policy);
      return expired;
    };
    const faults = [this.sweep(), this.attempt(remove, "was kept long enough"), this.emptyLog()];
    return { ...expired, fault: firstOf(faults) };
  }

  /** Once more what every removal does: somebody who read at that moment may have kept it from the write-ahead log. */
  private emptyLog(): unknown {
    const work = () => {
      this.connection.emptyLog();
      return {};
    };
    return this.attempt(work, "the write-ahead log kept");
  }

  /** The work gives how much of each kind it cleared. Gives what went wrong, or null. */
  private attempt(work: () => object, what: string): unknown {
    try {
      const cleared = work();
      if (Object.values(cleared).some((count) => count > 0)) this.log.info(cleared, `cleared what ${what}`);
      return null;
    } catch (err) {
      this.log.warn({ err }, `could not clear what ${what}`);
      return err;
    }
  }
}

function firstOf(faults: unknown[]): unknown {
  return faults.find((fault) => fault !== null) ?? null;
}
