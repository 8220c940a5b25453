import type { ChatStore } from "../ports/bot.js";
import type { FileStore, JobStore } from "../ports/index.js";

/** Removes a user's data from the store and the disk. Gives how many reports they had. */
export async function forgetUser(
  { store, chats, files }: { store: JobStore; chats: ChatStore; files: FileStore },
  user: number,
  keepDelivered: boolean,
): Promise<number> {
  const count = await store.reportCount(user);
  for (const file of await chats.forget(user, keepDelivered)) await files.remove(file);
  return count;
}
