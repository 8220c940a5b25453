import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { hashOf, writeStamp } from "../../scripts/setup/stamp.mjs";
import { root } from "./catat.js";

const clone = realpathSync(mkdtempSync(join(tmpdir(), "catat-upgrade-")));
afterAll(() => rmSync(clone, { recursive: true, force: true }));
const packages = join(clone, "node_modules");
const binary = "better-sqlite3/build/Release/better_sqlite3.node";

/** A clone whose SQLite package has no binary yet. */
beforeAll(() => {
  for (const name of ["dist", "scripts", "package.json"])
    cpSync(join(root, name), join(clone, name), { recursive: true });
  mkdirSync(packages);
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== "better-sqlite3" && !name.startsWith("."))
      symlinkSync(join(root, "node_modules", name), join(packages, name));
  for (const name of ["better-sqlite3/package.json", "better-sqlite3/lib"])
    cpSync(join(root, "node_modules", name), join(packages, name), { recursive: true });
  const { version } = JSON.parse(readFileSync(join(packages, "better-sqlite3/package.json"), "utf8"));
  const lock = { packages: { "": {}, "node_modules/better-sqlite3": { version } } };
  for (const path of [join(clone, "package-lock.json"), join(packages, ".package-lock.json")])
    writeFileSync(path, JSON.stringify(lock));
  // What set-up notes once it is done.
  writeStamp(join(packages, ".catat-stamp.json"), {
    lock: hashOf(clone, [join(clone, "package-lock.json")]),
    abi: process.versions.modules,
    machine: `${process.platform}-${process.arch}`,
  });
});

async function node(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, {
    cwd: clone,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", LANG: "C", CATAT_DATA_DIR: join(clone, "data"), ...env },
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, out, err };
}

/** Node refuses a binary of another version as it refuses what is no binary. */
const breakIt = () => {
  mkdirSync(dirname(join(packages, binary)), { recursive: true });
  writeFileSync(join(packages, binary), "made for another Node");
};

it.each([
  ["is for another Node", breakIt],
  ["was left out", () => rmSync(join(packages, binary), { force: true })],
])("a SQLite package whose binary %s is said to be so, with the command that mends it", async (_, make) => {
  make();
  const english = await node(["dist/main.js", "reports"]);
  expect(english.err).toBe(
    `Error: The SQLite package does not load in Node ${process.versions.node}, as after an upgrade of Node: 'npm run setup' in Catat's folder mends it.\n`,
  );
  expect(english.code).toBe(1);
  const indonesian = await node(["dist/main.js", "reports", "--lang", "id"]);
  expect(indonesian.err).toMatch(/^Kesalahan: Paket SQLite .*'npm run setup'/);
});

it("set-up mends it, also where it has been done for this Node before", async () => {
  breakIt();
  const npm = join(clone, "npm-cli.js");
  writeFileSync(
    npm,
    `import { copyFileSync } from "node:fs";
     if (process.argv[2] !== "rebuild") process.exit(1);
     copyFileSync(${JSON.stringify(join(root, "node_modules", binary))}, ${JSON.stringify(join(packages, binary))});`,
  );
  const setup = await node(["scripts/setup.mjs", "packages"], { npm_execpath: npm });
  expect(setup).toMatchObject({ code: 0, err: "" });
  expect(await node(["dist/main.js", "reports"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("no report yet"),
  });
});
