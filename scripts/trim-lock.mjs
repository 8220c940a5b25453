#!/usr/bin/env node
// For maintainers: run it after each change of the dependencies (npm install …, then node scripts/trim-lock.mjs).
//
// node-llama-cpp names a prebuilt binary for each machine and GPU as an optional dependency. Some 610 MB of them, for
// CUDA and Vulkan, would be installed on every x64 machine, and the binaries of other processors with them. Catat runs
// the language model on the CPU, or in Ollama, so package-lock.json is told which machines each binary is for:
// "os": ["none"] where it is for none. (Taking the entries out of the file does not help: npm puts them back.)
// Download addresses go too: they are those of whoever ran npm install; npm ci asks the reader's own registry instead.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BINARY = /^node_modules\/@node-llama-cpp\/([a-z]+)-(x64|arm64|armv7l|riscv64)(?:-(.+))?$/;
/** @type {Record<string, string>} */
const NODE_ARCH = { armv7l: "arm" };
const GPU = /^(cuda|vulkan)/;

/**
 * @typedef {{ os?: string[], cpu?: string[], resolved?: string }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * The lock file without the binaries and the addresses that no one needs. Applied twice, it changes nothing more.
 * @param {Lock} lock
 * @returns {Lock}
 */
export function trimLock(lock) {
  const packages = Object.entries(lock.packages).map(([path, entry]) => [path, trimEntry(path, entry)]);
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 * @returns {LockEntry}
 */
function trimEntry(path, entry) {
  const { resolved, ...kept } = entry;
  const rest = resolved?.startsWith("http") ? kept : entry;
  const [, , arch, variant] = BINARY.exec(path) ?? [];
  if (arch === undefined) return rest;
  if (variant !== undefined && GPU.test(variant)) return { ...rest, os: ["none"] };
  return { ...rest, cpu: [NODE_ARCH[arch] ?? arch] };
}

function main() {
  const file = new URL("../package-lock.json", import.meta.url);
  const before = readFileSync(file, "utf8");
  const after = `${JSON.stringify(trimLock(JSON.parse(before)), null, 2)}\n`;
  if (after !== before) writeFileSync(file, after);
  console.log(after === before ? "package-lock.json is trimmed already." : "Trimmed package-lock.json.");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
