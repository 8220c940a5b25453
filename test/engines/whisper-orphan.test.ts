import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { ends, processes } from "./subprocess-left.js";
import { binary, model, root, testFolder } from "./whisper-setup.js";

// A program of its own, which is ended in ways that a test cannot survive.
const folder = testFolder();
writeFileSync(
  join(folder, "starter.mjs"),
  `import { whisperHere } from ${JSON.stringify(join(root, "dist/engines/whisper/transcriber.js"))};
const [binary, model, ending] = process.argv.slice(2);
const log = { info() {}, warn() {} };
const options = { binary, model, vadModel: null, threads: 1, language: "id", beamSize: 1, temperatureInc: 0, longestPiece: 30 };
const speech = whisperHere(options, log);
await speech.ready(new AbortController().signal);
process.stdin.once("data", () => {
  if (ending === "exit") process.exit(3);
  throw new Error("a fault of ours");
});
process.stdout.write("ready\\n");
`,
);

const linux = process.platform === "linux";
const everywhere = ["exit", "an error that nobody caught"];

it.each(linux ? [...everywhere, "SIGTERM", "SIGKILL"] : everywhere)(
  "no engine stays behind where we end by %s",
  async (ending) => {
    const starter = execa(process.execPath, [join(folder, "starter.mjs"), binary, model, ending], { reject: false });
    await new Promise((resolve) => starter.stdout?.once("data", resolve));
    const engine = processes().find((p) => p.parent === starter.pid && p.command.includes("--request-path"));
    if (ending.startsWith("SIG")) starter.kill(ending as NodeJS.Signals);
    else starter.stdin?.write("end\n");
    await starter;
    expect(engine).toBeDefined();
    expect(await ends(engine?.pid ?? -1)).toBe(true);
  },
);
