import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../domain/failure.js";

/** What counts as a recording in a folder. A file that is named itself is tried whatever its name. */
const sound = /\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|webm|weba|mka|amr|3gp|mp4|m4v|mov)$/i;
/** Hidden by custom, and what other systems and network disks keep deleted files and pictures of them in. */
const hidden = /^(\.|(\$RECYCLE\.BIN|RECYCLER|System Volume Information|#recycle|@Recycle|@eaDir)$)/i;

export interface Walked {
  files: string[];
  /** How many recordings were passed over, since a part of their path below the folder is hidden. */
  hidden: number;
  unreadable: Failure[];
}

/** The recordings in a folder and those below it. One that cannot be read is named, and the others go on. */
export async function walk(folder: string): Promise<Walked> {
  const walked: Walked = { files: [], hidden: 0, unreadable: [] };
  const waiting = [{ path: folder, isHidden: false }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, isHidden } = next;
    for (const entry of await entriesOf(path, isHidden ? [] : walked.unreadable)) {
      const inside = { path: join(path, entry.name), isHidden: isHidden || hidden.test(entry.name) };
      if (entry.isDirectory()) waiting.push(inside);
      else if (!isRecording(entry)) continue;
      else if (inside.isHidden) walked.hidden++;
      else walked.files.push(inside.path);
    }
  }
  return walked;
}

function isRecording(entry: Dirent): boolean {
  return (entry.isFile() || entry.isSymbolicLink()) && sound.test(entry.name);
}

async function entriesOf(path: string, unreadable: Failure[]): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    unreadable.push(new Failure("folder_not_readable", { folder: path, reason }, { cause }));
    return [];
  }
}
