import { resolve } from "node:path";

/** A program as a setting that means the same in any working directory: a path, or the bare name of one on the PATH. */
export function programSetting(given: string): string {
  return /[/\\]/.test(given) ? resolve(given) : given;
}
