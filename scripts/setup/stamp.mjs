import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * What a stamp file holds; undefined where there is none, or a broken one.
 * @param {string} file
 * @returns {Record<string, unknown> | undefined}
 */
export function readStamp(file) {
  try {
    const stamp = JSON.parse(readFileSync(file, "utf8"));
    return typeof stamp === "object" && stamp !== null ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Written under a temporary name first: a stamp is there whole or not at all.
 * @param {string} file
 * @param {Record<string, unknown>} stamp
 */
export function writeStamp(file, stamp) {
  writeFileSync(`${file}.tmp`, `${JSON.stringify(stamp, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

/**
 * Whether a stamp says what is wanted now. It may say more.
 * @param {Record<string, unknown> | undefined} stamp
 * @param {Record<string, unknown>} wanted
 */
export function stampMatches(stamp, wanted) {
  return stamp !== undefined && Object.entries(wanted).every(([key, value]) => same(stamp[key], value));
}

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * One hash over the names and the contents of files, and of all files below folders.
 * @param {string} base the folder that the names are relative to
 * @param {string[]} files
 */
export function hashOf(base, files) {
  const hash = createHash("sha256");
  for (const file of files.flatMap((path) => filesBelow(path)).sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(base, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => filesBelow(join(path, entry.name)));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOTDIR") return [path];
    throw error;
  }
}
