// dist/: the compiled program. It is compiled beside the old one and put in its place by a rename, so that it is never
// there in part.
import { chmodSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { paths, root } from "./paths.mjs";
import { run, tail } from "./run.mjs";
import { inTask, SetupError } from "./say.mjs";
import { hashOf, readStamp, stampMatches, writeStamp } from "./stamp.mjs";

const STAMP = ".stamp.json";
const ENTRY = "main.js";

export function distReady() {
  return stampMatches(readStamp(join(paths.dist, STAMP)), wantedStamp());
}

export async function buildDist() {
  const wanted = wantedStamp();
  rmSync(paths.distNext, { recursive: true, force: true });
  const result = await inTask("Compiling Catat", "", compile);
  if (!result.ok) throw new SetupError(`tsc could not compile src/ (${result.how}). Its last lines:`, tail(result));
  chmodSync(join(paths.distNext, ENTRY), 0o755);
  writeStamp(join(paths.distNext, STAMP), wanted);
  rmSync(paths.dist, { recursive: true, force: true });
  renameSync(paths.distNext, paths.dist);
}

function compile() {
  const tsc = join(paths.modules, "typescript", "bin", "tsc");
  return run(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", paths.distNext]);
}

function wantedStamp() {
  return {
    source: hashOf(
      root,
      ["src", "tsconfig.json", "tsconfig.build.json"].map((name) => join(root, name)),
    ),
  };
}
