import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../e2e/catat.js";

const lines = readFileSync(join(root, "docs/faults.md"), "utf8").split("\n");
const faults = lines.filter((line) => line.startsWith("|")).slice(2);

it.each(faults)("%s", (line) => {
  const [, file = "", name = ""] = /`(test\/\S+\.ts)`: "(.+)" \|$/.exec(line) ?? [];
  expect(existsSync(join(root, file)) && file).not.toBe(false);
  expect(readFileSync(join(root, file), "utf8")).toContain(name);
});
