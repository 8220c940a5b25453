const screen = process.stdout;
const TICK_MS = 1000;
const LINE_PERCENT = 10;
const CLEAR_LINE = "\r\x1b[2K";

/** A fault of set-up that its message explains in full: what is wrong, and what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message one sentence
   * @param {string[]} [output] the last lines of the tool that failed
   */
  constructor(message, output = []) {
    super(message);
    this.output = output;
  }
}

/** @param {string} line */
export function say(line) {
  screen.write(`${line}\n`);
}

/**
 * Shows a piece of work that takes a while. On a terminal one line keeps itself up to date; elsewhere there is a line at
 * the start, one for every ten per cent, and one at the end.
 * @template {{ ok: boolean }} R
 * @param {string} name such as "Building whisper-server"
 * @param {string} why what it is for, or why it takes long
 * @param {(progress: (percent: number) => void) => Promise<R>} work
 * @returns {Promise<R>}
 */
export async function inTask(name, why, work) {
  const start = Date.now();
  const passed = () => duration(Date.now() - start);
  say(why ? `${name}: ${why}` : `${name} …`);
  const { progress, end } = screen.isTTY ? liveLine(passed) : plainLines(passed);
  const result = await work(progress).finally(end);
  say(result.ok ? `  done in ${passed()}` : `  did not work (${passed()})`);
  return result;
}

/** @param {() => string} passed */
function liveLine(passed) {
  let percent = 0;
  const draw = () => screen.write(`${CLEAR_LINE}${progressLine(percent, passed())}`);
  const timer = setInterval(draw, TICK_MS);
  const progress = (/** @type {number} */ value) => {
    percent = Math.max(percent, value);
    draw();
  };
  const end = () => {
    clearInterval(timer);
    screen.write(CLEAR_LINE);
  };
  return { progress, end };
}

/** @param {() => string} passed */
function plainLines(passed) {
  let next = LINE_PERCENT;
  const progress = (/** @type {number} */ value) => {
    if (value < next) return;
    next = nextMark(value);
    say(progressLine(value, passed()));
  };
  return { progress, end: () => {} };
}

/** @param {number} percent @returns {number} the next ten per cent that gets a line */
export function nextMark(percent) {
  return (Math.floor(percent / LINE_PERCENT) + 1) * LINE_PERCENT;
}

/** @param {number} percent 0 where it isn't known @param {string} passed */
function progressLine(percent, passed) {
  return percent > 0 ? `  ${percent} %, ${passed}` : `  ${passed}`;
}

/** @param {number} ms @returns {string} "8 s", "1 min 05 s" */
export function duration(ms) {
  if (ms < 1000) return "under a second";
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/**
 * The share of the work that a line of cmake's output reports: "[ 42%] Building CXX object …" is 42.
 * @param {string} line
 * @returns {number | undefined}
 */
export function cmakePercent(line) {
  const match = /^\[\s*(\d{1,3})%\]/.exec(line);
  return match ? Number(match[1]) : undefined;
}
