import { buildDist, distReady } from "./dist.mjs";
import { withLock } from "./lock.mjs";
import { installPackages, packagesReady } from "./packages.mjs";
import { paths } from "./paths.mjs";
import { stopOnSignals } from "./run.mjs";
import { duration, SetupError, say } from "./say.mjs";
import { AUDIO_TOOLS, BUILD_TOOLS, ensureTools, missingTools } from "./tools.mjs";
import { buildWhisper, whisperReady } from "./whisper.mjs";

/** In this order; each is asked again once the ones before it are done. */
const STEPS = {
  tools: { ready: toolsReady, work: installTools },
  packages: { ready: packagesReady, work: installPackages },
  whisper: { ready: whisperReady, work: buildWhisper },
  program: { ready: distReady, work: buildDist },
};

/**
 * Does the set-up that is missing; where that can't be done, says why and ends this process with exit code 1.
 * @param {string[]} names of steps, for an image that is built in layers; none means all
 */
export async function setUpOrExit(names) {
  const forget = stopOnSignals();
  try {
    await setUp(stepsOf(names));
  } catch (error) {
    for (const line of explain(error)) console.error(line);
    process.exit(1);
  } finally {
    forget();
  }
}

/** @typedef {{ ready(): boolean, work(): Promise<void> }} Step */

/** @param {string[]} names @returns {Step[]} */
function stepsOf(names) {
  const unknown = names.filter((name) => !Object.hasOwn(STEPS, name));
  if (unknown.length > 0)
    throw new SetupError(`Set-up has no step ${unknown[0]}: name ${Object.keys(STEPS).join(", ")}.`);
  return Object.entries(STEPS).flatMap(([name, step]) => (names.length === 0 || names.includes(name) ? [step] : []));
}

/** @param {Step[]} steps */
async function setUp(steps) {
  if (steps.every(({ ready }) => ready())) return;
  const start = Date.now();
  const waits = (/** @type {number} */ pid) =>
    say(`Another set-up of this clone is at work (process ${pid}): waiting for it.`);
  await withLock(paths.claims, () => doMissing(steps), waits);
  say(`Set-up finished in ${duration(Date.now() - start)}.\n`);
}

/** @param {Step[]} steps */
async function doMissing(steps) {
  for (const { ready, work } of steps) if (!ready()) await work();
}

function toolsReady() {
  return missingTools(neededTools()).length === 0;
}

async function installTools() {
  const why = whisperReady() ? "to read recordings" : "to read recordings and to build whisper-server";
  await ensureTools(neededTools(), why);
}

/** All at once: no one should be asked for one tool after the other. */
function neededTools() {
  return whisperReady() ? AUDIO_TOOLS : [...AUDIO_TOOLS, ...BUILD_TOOLS];
}

/** @param {unknown} error @returns {string[]} */
function explain(error) {
  if (error instanceof SetupError) return [error.message, ...error.output.map((line) => `  ${line}`)];
  const { code, path, stack } = /** @type {NodeJS.ErrnoException} */ (error);
  if (code === "ENOSPC") return ["The disk is full: set-up needs about 600 MB while it works."];
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return [`Set-up may not write ${path ?? paths.claims}: run it as the user that owns this folder.`];
  }
  return [`Set-up failed, and that is a fault of ours: ${stack ?? error}`];
}
