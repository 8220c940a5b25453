import { join } from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { root } from "../e2e/catat.js";

const anotherBox = `Object.defineProperty(process, "arch", { value: "mips" });`;
const withoutJinja = `
  const hook = 'export const resolve = (name, context, next) => { if (/jinja/.test(name) && context.parentURL.endsWith("llama/library.js")) throw new Error("not installed"); return next(name, context); }';
  (await import("node:module")).register("data:text/javascript," + encodeURIComponent(hook));`;

it.each([
  ["has no binary for the box", anotherBox, "no binary for this system"],
  ["lacks what comes with it", withoutJinja, "not installed"],
])("a package that %s is what is missing, and not the model's fault", async (_, made, reason) => {
  const code = `
    ${made}
    const { LlamaLibrary } = await import(${JSON.stringify(join(root, "dist/engines/llama/library.js"))});
    const model = ${JSON.stringify(join(root, "models/demo/catat-demo-extract-q8_0.gguf"))};
    const error = await LlamaLibrary.load({ model, contextTokens: 512, threads: 1 }).catch((error) => error);
    console.log(JSON.stringify({ code: error.code, facts: error.facts, message: error.message }));`;
  const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", code], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({ code: "llama_missing", facts: { reason } });
});
