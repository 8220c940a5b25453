import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bombs } from "./bombs.js";
import type { Canary, Input } from "./bytes.js";
import { containers } from "./containers.js";
import { otherFiles } from "./other-files.js";
import { scripts } from "./scripts.js";
import { damaged, makeSounds, names, strange } from "./sounds.js";

/** The corpus, by kind: always the same bytes (but for the canary's place). Parts are made in `folder`, with the real ffmpeg. */
export function corpus(folder: string, canary: Canary): Record<string, Input[]> {
  mkdirSync(folder, { recursive: true });
  const sounds = makeSounds(folder);
  return {
    "a damaged file": damaged(sounds),
    "a strange file": strange(folder, sounds),
    "an unpleasant name": names(sounds),
    "a file that is no sound": otherFiles(folder),
    "a playlist or script": scripts(canary),
    "a container that lies": containers(folder, sounds, canary),
    "a bomb": bombs(),
  };
}

/** Gives the path. */
export function write(folder: string, { name, bytes }: Input): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
