import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../e2e/catat.js";

const text = readFileSync(join(root, "docs/architecture.md"), "utf8");

it("each place that the page on the architecture names is there", () => {
  const named = [...text.matchAll(/`(src\/[^`*]+)`/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

it("each room is on the page", () => {
  const rooms = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const missing = rooms
    .map((room) => room.name)
    .filter((name) => name !== "types" && !text.includes(`\`src/${name}/\``));
  expect(missing).toEqual([]);
});

it("no folder of the sources holds more than fourteen files", () => {
  const folders = [
    "src",
    ...readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((path) => `src/${path}`),
  ];
  const files = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
  const full = folders
    .filter((path) => statSync(join(root, path)).isDirectory())
    .filter((folder) => files(folder).length > 14);
  expect(full).toEqual([]);
});
