import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const json = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const { allowScripts, dependencies, devDependencies, optionalDependencies } = json("package.json");
const locked: [path: string, entry: { hasInstallScript?: boolean; integrity?: string }][] = Object.entries(
  json("package-lock.json").packages,
).filter(([path]) => path !== "") as never;
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

describe("the packages that we depend on", () => {
  it("run no code when they are installed, but for those that package.json names", () => {
    const scripted = locked.flatMap(([path, entry]) => (entry.hasInstallScript ? [nameOf(path)] : []));
    expect(Object.keys(allowScripts)).toEqual(expect.arrayContaining(scripted));
    const names = locked.map(([path]) => nameOf(path));
    expect(names).toEqual(expect.arrayContaining(Object.keys(allowScripts)));
    expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(["better-sqlite3"]);
  });

  it("are pinned: one version each, and the digest of every package", () => {
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
    expect(locked.filter(([, entry]) => !entry.integrity).map(([path]) => path)).toEqual([]);
  });
});
