// Imports nothing, and uses old syntax alone: it has to load in the old Node that it is there to refuse.

const OLDEST = { major: 20, minor: 19 };

/**
 * @param {string} version such as "20.19.1"
 * @param {string} platform
 * @returns {string | undefined} one sentence on why Catat can't run here
 */
export function nodeProblem(version, platform) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor)) {
    return `Catat needs Node ${OLDEST.major}.${OLDEST.minor} or newer, and this is ${version}: install Node 22 from nodejs.org or with your version manager.`;
  }
  if (platform === "win32") return "Catat is set up on Linux and macOS: on Windows, clone and run it inside WSL 2.";
  return undefined;
}
