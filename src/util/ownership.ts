import { closeSync, lchownSync, lstatSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What root makes in somebody else's folder is given to them: a service that runs as its owner could neither write nor remove it.
 * Where the process is not root's, everything is its user's anyway. What a link of theirs leads to is not given away.
 */
export function giveToOwner(path: string): void {
  if (process.geteuid?.() !== 0) return;
  const { uid, gid } = lstatSync(dirname(path));
  const made = lstatSync(path);
  if (uid !== 0 && made.uid === 0 && (made.isDirectory() || made.nlink === 1)) lchownSync(path, uid, gid);
}

/** Makes a folder, with those above it, for its owner alone. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const made: string[] = [];
  for (let at = path; at.length >= first.length; at = dirname(at)) made.unshift(at);
  for (const folder of made) giveToOwner(folder);
}

/** Makes an empty file, where there is none, for its owner alone: a database, or what is appended to. */
export function makePrivateFile(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  giveToOwner(path);
}
