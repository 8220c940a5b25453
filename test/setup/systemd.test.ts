import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settingsFrom } from "../../src/config/index.js";
import { root } from "../e2e/catat.js";

const read = (name: string) => readFileSync(join(root, name), "utf8");
const unit = read("docs/catat.service");
const readme = read("README.md");
const setIn = (name: string) => unit.match(new RegExp(`^${name}=(.*)$`, "m"))?.[1];

it.skipIf(spawnSync("systemd-analyze", ["--version"]).status !== 0)(
  "systemd takes the unit, and has no complaint",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "catat-unit-"));
    try {
      const path = join(folder, "catat.service");
      writeFileSync(path, unit.replace("/usr/local/bin/catat", process.execPath));
      const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], {
        encoding: "utf8",
      });
      const said = `${stdout}${stderr}`.split("\n").filter((line) => line.includes("catat"));
      expect({ status, said }).toEqual({ status: 0, said: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

it("the unit's places are those that the README makes and the settings name", () => {
  const section = readme.slice(readme.indexOf("## With systemd"));
  const { dataDir, telegram } = settingsFrom(
    Object.fromEntries(
      [...section.matchAll(/^ *(CATAT_DATA_DIR|TELEGRAM_BOT_TOKEN_FILE)=(\S+)/gm)].map(([, name = "", value]) => [
        name,
        value,
      ]),
    ),
  );
  expect(dataDir).toBe(`/var/lib/${setIn("StateDirectory")}`);
  expect(telegram.tokenFile).toBe(`${setIn("WorkingDirectory")}/token`);
  const [command] = setIn("ExecStart")?.split(" ") ?? [];
  expect(section).toContain(`sudo ln -s /opt/catat/dist/main.js ${command}\n`);
  expect(section).toContain(`useradd --system --home-dir ${dataDir} --shell /usr/sbin/nologin ${setIn("User")}\n`);
});

it("a service is given as long to stop as a container", () => {
  expect(`${setIn("TimeoutStopSec")}s`).toBe(read("docker-compose.yml").match(/stop_grace_period: (\S+)/)?.[1]);
});
