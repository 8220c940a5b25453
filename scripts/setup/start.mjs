import { nodeProblem } from "./node-version.mjs";

/**
 * Does the set-up that is missing. Where it can't be done, or Node is too old, one sentence and exit code 1.
 * @param {string[]} steps by name; none means all
 */
export async function setUp(steps = []) {
  const problem = nodeProblem(process.versions.node, process.platform);
  if (problem) {
    console.error(problem);
    process.exit(1);
  }
  // Not loaded earlier: it would fail in an old Node before that is said.
  const { setUpOrExit } = await import("./main.mjs");
  await setUpOrExit(steps);
}
