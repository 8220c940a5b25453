// whisper-server, built from the source that nodejs-whisper brings. It lies outside node_modules, so that a new npm ci
// does not build it again.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { cpuName } from "./cpu.mjs";
import { paths } from "./paths.mjs";
import { run, tail } from "./run.mjs";
import { cmakePercent, inTask, SetupError, say } from "./say.mjs";
import { smokeTest } from "./smoke-test.mjs";
import { readStamp, stampMatches, writeStamp } from "./stamp.mjs";
import { BUILD_TOOLS, ensureTools, findCommand } from "./tools.mjs";

const TARGET = "whisper-server";
const OPTIONS = ["-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF", "-DWHISPER_BUILD_TESTS=OFF"];
// whisper.cpp 1.9.1 crashes in its first inference where it is built to use Intel's AMX instructions.
const NO_AMX = ["-mno-amx-tile", "-mno-amx-int8", "-mno-amx-bf16"];
const ANY_CPU = "-DGGML_NATIVE=OFF";
/** Asked for where the build is to run on other machines than this one, such as in an image. */
const forAnyCpu = Boolean(process.env.ANY_CPU);

export function whisperReady() {
  return stampMatches(readStamp(paths.whisperStamp), wantedStamp());
}

/** Builds whisper-server for this CPU (any CPU where that is asked for), and once more for any CPU should it crash here. */
export async function buildWhisper() {
  await ensureTools(BUILD_TOOLS, "to build whisper-server");
  mkdirSync(paths.whisper, { recursive: true });
  const options = await buildOptions();
  if (!forAnyCpu) {
    if (await buildAndTry(options)) return;
    say(
      "whisper-server crashes on this CPU: building it once more, without the instructions that only some CPUs have.",
    );
  }
  if (await buildAndTry([...options, ANY_CPU])) return;
  throw new SetupError("whisper-server was built, but crashes on this CPU in its first transcription.");
}

/** What a build must have been made from, and for, to be of use now. */
function wantedStamp() {
  return {
    whisper: sourceVersion() ?? readStamp(paths.whisperStamp)?.whisper,
    cpu: forAnyCpu ? "any" : cpuName(),
    machine: `${process.platform}-${process.arch}`,
    options: [...OPTIONS, ...NO_AMX],
    bytes: statSync(paths.whisperServer, { throwIfNoEntry: false })?.size ?? "none",
  };
}

/** @returns {string | undefined} undefined before npm ci */
function sourceVersion() {
  const file = join(paths.whisperSource, "CMakeLists.txt");
  return existsSync(file) ? projectVersion(readFileSync(file, "utf8")) : undefined;
}

/** @param {string} cmakeLists */
export function projectVersion(cmakeLists) {
  return /^project\(\s*"whisper\.cpp"\s+VERSION\s+([\d.]+)/m.exec(cmakeLists)?.[1] ?? "unknown";
}

/**
 * @param {string[]} options
 * @returns {Promise<boolean>} false where the build crashes on this CPU
 */
async function buildAndTry(options) {
  const built = await build(options);
  const next = `${paths.whisperServer}.next`;
  copyFileSync(built, next);
  chmodSync(next, 0o755);
  if (!(await smokeTest(next))) return false;
  renameSync(next, paths.whisperServer);
  writeStamp(paths.whisperStamp, { ...wantedStamp(), built: options });
  rmSync(paths.whisperBuild, { recursive: true, force: true });
  return true;
}

/**
 * @param {string[]} options
 * @returns {Promise<string>} the program it built
 */
async function build(options) {
  const cores = availableParallelism();
  const why = `once, from whisper.cpp's source, for ${forAnyCpu ? "any" : "this"} CPU; about two minutes on two cores, this machine has ${cores}.`;
  const folder = paths.whisperBuild;
  // A compiler that was killed leaves half an object file, which looks up to date to make: start from nothing.
  rmSync(folder, { recursive: true, force: true });
  const result = await inTask("Building whisper-server", why, async (progress) => {
    const onLine = (/** @type {string} */ line) => progress(cmakePercent(line) ?? 0);
    const made = await cmake(["-S", paths.whisperSource, "-B", folder, "-G", "Unix Makefiles", ...options]);
    return made.ok ? cmake(["--build", folder, "--target", TARGET, "--parallel", String(cores)], onLine) : made;
  });
  if (result.ok) return join(folder, "bin", TARGET);
  throw new SetupError(`whisper-server could not be built (${result.how}). The last lines of cmake:`, tail(result));
}

/**
 * @param {string[]} args
 * @param {(line: string) => void} [onLine]
 */
function cmake(args, onLine) {
  return run("cmake", args, { env: { LC_ALL: "C" }, ...(onLine ? { onLine } : {}) });
}

async function buildOptions() {
  const flags = (await compilersTake(NO_AMX)) ? NO_AMX : [];
  return [...OPTIONS, ...compilerFlags("C", "CFLAGS", flags), ...compilerFlags("CXX", "CXXFLAGS", flags)];
}

/**
 * Naming the flags to cmake hides the user's own, which it would have taken from the environment.
 * @param {string} language
 * @param {string} variable
 * @param {string[]} flags
 */
function compilerFlags(language, variable, flags) {
  if (flags.length === 0) return [];
  return [`-DCMAKE_${language}_FLAGS=${[process.env[variable], ...flags].filter(Boolean).join(" ")}`];
}

/** @param {string[]} flags */
async function compilersTake(flags) {
  if (process.arch !== "x64") return false;
  const compilers = [
    process.env.CC ?? findCommand(["cc", "gcc", "clang"]) ?? "cc",
    process.env.CXX ?? findCommand(["c++", "g++", "clang++"]) ?? "c++",
  ];
  for (const compiler of compilers) {
    const [command = compiler, ...args] = compiler.split(" ");
    const result = await run(command, [...args, "-Werror", ...flags, "-x", "c", "-fsyntax-only", "/dev/null"]);
    if (!result.ok) return false;
  }
  return true;
}
