import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Failure } from "../domain/failure.js";
import type { Source } from "../ports.js";

/** What counts as a recording in a folder. A file that is named itself is tried whatever its name. */
const sound = /\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|webm|weba|mka|amr|3gp|mp4|m4v|mov)$/i;

export interface Expanded {
  sources: Source[];
  /** Names that were given twice and are taken once. */
  repeated: string[];
  /** Folders without a recording. */
  empty: string[];
}

/** The recordings that files and folders stand for: folders whole, in the order a person would list them. */
export async function expand(paths: readonly string[]): Promise<Expanded> {
  const expanded: Expanded = { sources: [], repeated: [], empty: [] };
  const seen = new Set<string>();
  for (const path of paths) {
    const files = await filesOf(path);
    if (files.length === 0) expanded.empty.push(path);
    for (const file of files) {
      const source = await realpath(file).catch(() => resolve(file));
      if (seen.has(source)) expanded.repeated.push(basename(file));
      else expanded.sources.push({ name: basename(file), source });
      seen.add(source);
    }
  }
  return expanded;
}

/** Throws no_recordings where nothing is left to do. */
export function requireSources({ sources, empty }: Expanded): void {
  if (sources.length === 0) throw new Failure("no_recordings", { folder: empty.join(", ") });
}

async function filesOf(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (!isFolder) return [path];
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((e) => (e.isFile() || e.isSymbolicLink()) && sound.test(e.name) && !e.name.startsWith("."))
    .map((e) => join(e.parentPath, e.name))
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}
