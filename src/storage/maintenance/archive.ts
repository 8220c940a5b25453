import { readFileSync } from "node:fs";
import { join } from "node:path";
import { create, extract, list, type ReadEntry } from "tar";
import { z } from "zod";
import { Failure } from "../../domain/failure.js";
import { isFullDisk } from "../../util/full-disk.js";
import type { Connection } from "../sqlite/database.js";
import { filesOf, isRecordingFile } from "./inspection.js";

export const databaseName = "catat.db";
export const recordingsName = "recordings";
const manifestName = "manifest.json";

/** Forgets what is true of one box alone: where its files were to be written, and which folder was its own. */
export function leaveBox(db: Connection): void {
  db.run("DELETE FROM outputs");
  db.run("DELETE FROM folder_mark");
}

/** What a backup says of itself. It is the archive's last entry: where it is there, the archive is whole. */
const manifestShape = z.object({ catat: z.literal(1), createdAt: z.iso.datetime() });

export function manifestOf(createdAt: number): { name: string; text: string } {
  return { name: manifestName, text: JSON.stringify({ catat: 1, createdAt: new Date(createdAt).toISOString() }) };
}

/** Writes a folder, which holds a database, recordings and a manifest, as an archive that its owner alone can read. */
export async function pack(folder: string, archive: string): Promise<void> {
  const recordings = filesOf(join(folder, recordingsName)).map((name) => `${recordingsName}/${name}`);
  const names = [databaseName, ...recordings, manifestName];
  await create({ file: archive, cwd: folder, portable: true, mode: 0o600, strict: true }, names);
}

/** Writes an archive's files into a folder. Throws backup_unreadable where it holds anything that a backup does not. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const found: string[] = [];
  const strange: string[] = [];
  const look = (entry: ReadEntry) => {
    if (isExpected(entry) && !found.includes(entry.path)) found.push(entry.path);
    else strange.push(entry.path);
  };
  await guard(archive, () => list({ file: archive, strict: true, onReadEntry: look }));
  if (strange[0] !== undefined) throw unreadable(archive, strange[0]);
  if (found.at(-1) !== manifestName || !found.includes(databaseName)) throw unreadable(archive, "cut off");
  const filter = (_: string, entry: object) => isExpected(entry as ReadEntry);
  await guard(archive, () => extract({ file: archive, cwd: folder, strict: true, preserveOwner: false, filter }));
  readManifest(archive, join(folder, manifestName));
}

/** Nothing but plain files of our own names: no link, no device, no path that leads elsewhere. */
function isExpected({ path, type }: { path: string; type: string }): boolean {
  if (type !== "File") return false;
  const [folder, name = "", ...rest] = path.split("/");
  if (folder === recordingsName) return isRecordingFile(name) && rest.length === 0;
  return path === databaseName || path === manifestName;
}

function readManifest(archive: string, path: string): void {
  try {
    manifestShape.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw unreadable(archive, manifestName, cause);
  }
}

async function guard(archive: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new Failure("file_not_found", { file: archive }, { cause: error });
    if (isFullDisk(error)) throw error;
    throw unreadable(archive, message, error);
  }
}

export function unreadable(file: string, reason: string, cause?: unknown): Failure {
  return new Failure("backup_unreadable", { file, reason }, { cause });
}
