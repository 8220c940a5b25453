import type { Connection } from "../database.js";
import { Queue } from "../jobs/queue.js";

/** What a group becomes when it is made a supergroup: the same people, in a chat with another number. */
export class Groups {
  constructor(private readonly db: Connection) {}

  /** Of two OPEN reports of one owner, which the chats had side by side, the earlier is closed. */
  moved(was: number, now: number): boolean {
    return this.db.write(() => {
      const both = this.db.all(
        `SELECT id FROM reports WHERE status = 'OPEN' AND owner_chat = @was AND owner_user IN
           (SELECT owner_user FROM reports WHERE status = 'OPEN' AND owner_chat = @now)`,
        { was, now },
      );
      const ids = JSON.stringify(both.map(({ id }) => id));
      this.db.run("UPDATE reports SET status = 'PROCESSING' WHERE id IN (SELECT value FROM json_each(@ids))", { ids });
      // Message numbers of the one chat are other messages' in the other: 0 is none's.
      this.db.run(
        "UPDATE status_messages SET message_id = 0 WHERE report_id IN (SELECT id FROM reports WHERE owner_chat = @was)",
        { was },
      );
      this.db.run("UPDATE reports SET owner_chat = @now WHERE owner_chat = @was", { was, now });
      const queue = new Queue(this.db);
      for (const { id } of both) queue.settle(id as number);
      return this.db.run("INSERT OR IGNORE INTO moved_groups (was, now) VALUES (@was, @now)", { was, now }) > 0;
    });
  }

  numbersOf(chat: number): { was: number; now: number } {
    const found = this.db.first("SELECT was, now FROM moved_groups WHERE @chat IN (was, now)", { chat });
    return (found as { was: number; now: number } | undefined) ?? { was: chat, now: chat };
  }
}
