// The programs that set-up needs from the system: found, installed with apt-get where we may, or asked for in one sentence.
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run, tail } from "./run.mjs";
import { inTask, SetupError } from "./say.mjs";

const APT_LISTS = "/var/lib/apt/lists";
const XCODE_TOOLS = "xcode-select --install";

/**
 * `commands`: each group needs one of its names on the PATH. `brew`: a formula, or undefined where Xcode's command line
 * tools bring it.
 * @typedef {{ commands: string[][], apt: string, brew?: string }} Tool
 * @type {Record<string, Tool>}
 */
const TOOLS = {
  ffmpeg: { commands: [["ffmpeg"], ["ffprobe"]], apt: "ffmpeg", brew: "ffmpeg" },
  cmake: { commands: [["cmake"]], apt: "cmake", brew: "cmake" },
  make: { commands: [["make"]], apt: "make" },
  "a C++ compiler": {
    commands: [
      ["c++", "g++", "clang++"],
      ["cc", "gcc", "clang"],
    ],
    apt: "g++",
  },
  python3: { commands: [["python3", "python"]], apt: "python3", brew: "python" },
};

/** What turns a recording into sound that whisper.cpp takes. */
export const AUDIO_TOOLS = ["ffmpeg"];
/** What builds whisper-server. */
export const BUILD_TOOLS = ["cmake", "make", "a C++ compiler"];
/** What builds better-sqlite3 where its prebuilt binary can't be had. */
export const ADDON_TOOLS = ["python3", "make", "a C++ compiler"];

/**
 * Installs the tools that are missing, or throws the sentence that says how to.
 * @param {string[]} names
 * @param {string} why what they are needed for
 */
export async function ensureTools(names, why) {
  const missing = missingTools(names);
  if (missing.length === 0) return;
  const mayInstall = process.getuid?.() === 0 && findCommand(["apt-get"]) !== undefined;
  if (mayInstall) await installWithApt(missing, why);
  const still = missingTools(names);
  if (still.length > 0) throw new SetupError(installSentence(still, why, thisSystem()));
}

/** @param {string[]} names */
export function missingTools(names) {
  return names.filter((name) => !tool(name).commands.every((group) => findCommand(group)) || lacksXcodeTools(name));
}

/**
 * The first of some commands that is on the PATH.
 * @param {string[]} commands
 * @param {string} [path]
 * @returns {string | undefined} its full path
 */
export function findCommand(commands, path = process.env.PATH ?? "") {
  const places = commands.flatMap((command) => path.split(delimiter).map((folder) => join(folder, command)));
  return places.find(isExecutable);
}

/** @typedef {"macos" | "apt" | "other"} System */

/**
 * @param {string[]} names of tools
 * @param {string} why
 * @param {System} system
 * @returns {string} one sentence
 */
export function installSentence(names, why, system) {
  return `Please install ${list(names)} (${why}), then run the same command again: ${installCommand(names, system)}`;
}

/** @param {string[]} names @param {System} system */
function installCommand(names, system) {
  const tools = names.map(tool);
  const apt = `sudo apt-get install ${unique(tools.map(({ apt }) => apt)).join(" ")}`;
  if (system === "apt") return apt;
  const formulas = unique(tools.flatMap(({ brew }) => brew ?? []));
  const steps = [
    ...(tools.some(({ brew }) => brew === undefined) ? [XCODE_TOOLS] : []),
    ...(formulas.length > 0 ? [`brew install ${formulas.join(" ")}`] : []),
  ];
  if (system === "macos") return steps.join(" && ");
  return `with your system's package manager; on Debian and Ubuntu that is ${apt}`;
}

/** @returns {System} */
function thisSystem() {
  if (process.platform === "darwin") return "macos";
  return findCommand(["apt-get"]) ? "apt" : "other";
}

/**
 * @param {string[]} names of tools
 * @param {string} why
 */
async function installWithApt(names, why) {
  const packages = unique(names.map((name) => tool(name).apt));
  /** @type {import("./run.mjs").Result[]} */
  const updates = [];
  const result = await inTask(`Installing ${list(names)} with apt-get`, `${why}.`, async () => {
    if (!hasFreshLists()) updates.push(await apt(["update"]));
    const first = await aptInstall(packages);
    if (first.ok || updates.length > 0) return first;
    updates.push(await apt(["update"]));
    return aptInstall(packages);
  });
  if (result.ok) return;
  const sentence = `apt-get could not install ${list(packages)} (${result.how}): is the network up? Its last lines:`;
  const output = [...updates, result].flatMap((call) => call.output.filter((line) => /^(E|W|Err)\b/.test(line)));
  throw new SetupError(sentence, tail({ ...result, output }));
}

/** @param {string[]} packages */
async function aptInstall(packages) {
  const args = ["install", "-y", "--no-install-recommends", ...packages];
  const result = await apt(args);
  if (result.ok || !result.output.some((line) => line.includes("dpkg --configure -a"))) return result;
  // An installation was killed before: dpkg wants to finish that first.
  await run("dpkg", ["--configure", "-a", "--force-confold"], { env: APT_ENV });
  return apt(args);
}

const APT_ENV = { DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1", LC_ALL: "C" };

/** @param {string[]} args */
function apt(args) {
  return run("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0", ...args], { env: APT_ENV });
}

function hasFreshLists() {
  try {
    const names = readdirSync(APT_LISTS).filter((name) => name.includes("_Packages"));
    const newest = Math.max(...names.map((name) => statSync(join(APT_LISTS, name)).ctimeMs));
    return Date.now() - newest < 24 * 60 * 60 * 1000;
  } catch {
    return false;
  }
}

/**
 * macOS has stand-ins for make and the compilers that only offer to install the real ones.
 * @param {string} name
 */
function lacksXcodeTools(name) {
  if (process.platform !== "darwin" || tool(name).brew !== undefined) return false;
  return spawnSync("xcode-select", ["-p"]).status !== 0;
}

/** @param {string} name @returns {Tool} */
function tool(name) {
  const found = TOOLS[name];
  if (!found) throw new Error(`unknown tool ${name}`);
  return found;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @param {string[]} items "a, b and c" */
function list(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** @param {string[]} items */
const unique = (items) => [...new Set(items)];
