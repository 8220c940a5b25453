// node_modules: what the lock file names, with better-sqlite3's binary for this Node.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { paths, root } from "./paths.mjs";
import { run, tail } from "./run.mjs";
import { inTask, SetupError } from "./say.mjs";
import { hashOf, readStamp, stampMatches, writeStamp } from "./stamp.mjs";
import { ADDON_TOOLS, ensureTools } from "./tools.mjs";

/** @type {[string, string[]]} */
const LOAD_SQLITE = [process.execPath, ["--eval", "new (require('better-sqlite3'))(':memory:').close()"]];

// Said again, since the user's own settings may say otherwise, and NODE_ENV=production does.
const ALL_KINDS = ["--include=dev", "--include=optional"];

/**
 * @typedef {{ version?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 * @typedef {{ platform: string, arch: string, libc: string }} Machine
 */

/** The stamp may be older than what an upgrade of Node, or somebody by hand, did to SQLite's binary. */
export function packagesReady() {
  return (
    stampMatches(readStamp(paths.modulesStamp), wantedStamp()) && spawnSync(...LOAD_SQLITE, { cwd: root }).status === 0
  );
}

export async function installPackages() {
  if (!isInstalled()) await npmCi();
  if (!(await sqliteLoads())) await getSqlite();
  writeStamp(paths.modulesStamp, wantedStamp());
}

function wantedStamp() {
  return {
    lock: hashOf(root, [paths.lockFile]),
    abi: process.versions.modules,
    machine: `${process.platform}-${process.arch}`,
  };
}

async function npmCi() {
  // npm takes the old packages away one by one: what says that they are whole goes first.
  for (const record of [paths.modulesStamp, paths.modulesRecord]) rmSync(record, { force: true });
  // Of all packages only better-sqlite3 needs its install script, and that runs afterwards: it can then be tried again
  // without a second npm ci.
  const result = await inTask("Installing the npm packages (npm ci)", "some 300 MB, within a minute most often.", () =>
    npm(["ci", "--ignore-scripts", ...ALL_KINDS, "--no-audit", "--no-fund"]),
  );
  if (!result.ok) throw new SetupError(`npm ci failed (${result.how}). Its last lines:`, tail(result));
  const absent = absentPackages(readLock(paths.lockFile), thisMachine());
  // npm passes over an optional package in silence when its download fails.
  if (absent.length > 0) {
    throw new SetupError(`npm ci left out ${absent.join(", ")}: is the network up? Run the same command again.`);
  }
}

/** Whether npm has installed the lock file's packages already, say by hand. npm writes its own record last. */
function isInstalled() {
  if (!existsSync(paths.modulesRecord)) return false;
  const lock = readLock(paths.lockFile);
  return (
    absentPackages(lock, thisMachine()).length === 0 &&
    recordMatches(lock, readLock(paths.modulesRecord), thisMachine())
  );
}

/**
 * @param {Lock} lock
 * @param {Lock} record what npm says that it has installed
 * @param {Machine} machine
 */
export function recordMatches(lock, record, machine) {
  return neededPackages(lock, machine).every((path) => record.packages[path]?.version === lock.packages[path]?.version);
}

/** @param {Lock} lock @param {Machine} machine */
function absentPackages(lock, machine) {
  return neededPackages(lock, machine).filter((path) => !existsSync(join(root, path, "package.json")));
}

/**
 * The packages of a lock file that must be there on a machine: all but the optional ones, and of these the ones
 * made for this machine and the ones that Catat itself asks for.
 * @param {Lock} lock
 * @param {Machine} machine
 * @returns {string[]} their paths, such as "node_modules/zod"
 */
export function neededPackages(lock, machine) {
  const wanted = Object.keys(lock.packages[""]?.optionalDependencies ?? {}).map((name) => `node_modules/${name}`);
  return Object.entries(lock.packages).flatMap(([path, entry]) => {
    const needed = !entry.optional || wanted.includes(path) || entry.os !== undefined || entry.cpu !== undefined;
    return path !== "" && needed && isFor(entry, machine) ? [path] : [];
  });
}

/** @param {LockEntry} entry @param {Machine} machine */
function isFor({ os, cpu, libc }, { platform, arch, libc: ownLibc }) {
  const fits = (/** @type {string[] | undefined} */ list, /** @type {string} */ value) => !list || list.includes(value);
  return fits(os, platform) && fits(cpu, arch) && (platform !== "linux" || fits(libc, ownLibc));
}

/** @returns {Machine} */
function thisMachine() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return {
    platform: process.platform,
    arch: process.arch,
    libc: report.header.glibcVersionRuntime ? "glibc" : "musl",
  };
}

async function sqliteLoads() {
  return (await run(...LOAD_SQLITE)).ok;
}

/** Gets better-sqlite3's binary; compiles it where none was to be had, or where the one fetched doesn't run here. */
async function getSqlite() {
  const ready = "a ready one where it can be had, else compiled in a minute or so.";
  await inTask("Getting SQLite's binary for this Node", ready, () => rebuildSqlite({}));
  if (await sqliteLoads()) return;
  await ensureTools(ADDON_TOOLS, "to compile SQLite");
  const result = await inTask("Compiling SQLite", "no ready binary runs here; a minute or so.", () =>
    rebuildSqlite({ npm_config_build_from_source: "true" }),
  );
  if (await sqliteLoads()) return;
  throw new SetupError(`better-sqlite3 could not be compiled (${result.how}). The last lines:`, tail(result));
}

/** @param {Record<string, string>} env */
function rebuildSqlite(env) {
  const headers = nodeHeaders();
  return npm(["rebuild", "better-sqlite3", "--no-ignore-scripts"], {
    ...env,
    ...(headers ? { npm_config_nodedir: headers } : {}),
  });
}

/**
 * Where this very Node's C++ headers lie, so that they need not be fetched.
 * @returns {string | undefined}
 */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  try {
    const header = readFileSync(join(prefix, "include", "node", "node_version.h"), "utf8");
    return headerVersion(header) === process.versions.node ? prefix : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} header the text of node_version.h */
export function headerVersion(header) {
  const part = (/** @type {string} */ name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`).exec(header)?.[1];
  return [part("MAJOR"), part("MINOR"), part("PATCH")].join(".");
}

/**
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function npm(args, env = {}) {
  // Under `npm run`, the npm that runs us; it needs no shell to start.
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith("npm-cli.js") ? [process.execPath, [script]] : ["npm", []];
  return run(command, [...first, ...args, "--loglevel=warn"], {
    env: { ...env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: "true" },
  });
}

/** @param {string} file @returns {Lock} */
function readLock(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
