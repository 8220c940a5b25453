import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { paths, root } from "./paths.mjs";
import { say } from "./say.mjs";

const RECORDINGS = "models/demo/recordings";
const SOME_FAILED = 2;

/**
 * @param {string[]} more arguments for `catat process`
 * @returns {Promise<number>} its exit code
 */
export async function runDemo(more) {
  say("A demonstration with two small models that were trained on synthetic speech: good for these recordings,");
  say("not for real voices. The README says which models to use for those.\n");
  const code = await catat([...demoArguments(), ...more]);
  if (code === SOME_FAILED) say(`\nThe demo ran, but some recordings failed: see the list above (exit code ${code}).`);
  return code;
}

export function demoArguments() {
  const models = ["--extractor", "embedded", "--whisper-model", "demo"];
  return ["process", RECORDINGS, ...models, "--expected", `${RECORDINGS}/expected.json`, "--output", "report.csv"];
}

/** @param {string[]} args @returns {Promise<number>} */
function catat(args) {
  const child = spawn(process.execPath, [join(paths.dist, "main.js"), ...args], { cwd: root, stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well, and it stops as it sees fit; what is sent to us alone we pass on.
  const ignore = () => {};
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  process.on("SIGINT", ignore).on("SIGTERM", pass).on("SIGHUP", pass);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
