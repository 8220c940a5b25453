import { realpath, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Failure } from "../../domain/failure.js";
import type { Source } from "../../ports/index.js";
import { type Walked, walk } from "./walk.js";

export interface Expanded {
  sources: Source[];
  /** Names that were given twice and are taken once. */
  repeated: string[];
  /** Folders without a recording. */
  empty: string[];
  /** How many recordings were passed over, since a part of their path below the named folder is hidden. */
  hidden: number;
  /** Folders that could not be read. */
  unreadable: Failure[];
}

/** The recordings that files and folders stand for: folders whole, in the order a person would list them. */
export async function expand(paths: readonly string[]): Promise<Expanded> {
  const expanded: Expanded = { sources: [], repeated: [], empty: [], hidden: 0, unreadable: [] };
  const seen = new Set<string>();
  for (const path of paths) {
    const { files, hidden, unreadable } = await filesOf(path);
    expanded.hidden += hidden;
    expanded.unreadable.push(...unreadable);
    if (files.length + unreadable.length === 0) expanded.empty.push(path);
    for (const file of files) {
      const source = await realpath(file).catch(() => resolve(file));
      if (seen.has(source)) expanded.repeated.push(basename(file));
      else expanded.sources.push({ name: basename(file), source });
      seen.add(source);
    }
  }
  return expanded;
}

/** Throws no_recordings, or why a folder could not be read, where nothing is left to do. */
export function requireSources({ sources, empty, unreadable }: Expanded): void {
  if (sources.length > 0) return;
  throw (empty.length === 0 && unreadable[0]) || new Failure("no_recordings", { folder: empty.join(", ") });
}

async function filesOf(path: string): Promise<Walked> {
  const isFolder = await stat(path).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (!isFolder) return { files: [path], hidden: 0, unreadable: [] };
  const { files, ...others } = await walk(path);
  return { ...others, files: files.sort((a, b) => a.localeCompare(b, undefined, { numeric: true })) };
}
