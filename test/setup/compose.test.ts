import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingNames, settingsFrom } from "../../src/config/index.js";
import { root } from "../e2e/catat.js";

interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  networks: string[];
  secrets?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  restart?: string;
  stop_grace_period?: string;
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

const read = (name: string) => readFileSync(join(root, name), "utf8");
const text = read("docker-compose.yml");
const compose: Compose = parse(text, { merge: true });
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === "catat");
/** `${NAME:-default}`: names and defaults. */
const lent = [...text.matchAll(/\$\{(\w+):-([^}]*)\}/g)].map(([, name = "", value = ""]) => [name, value] as const);

describe("docker-compose.yml", () => {
  it("gives Catat settings that it knows and takes", () => {
    for (const [name, { environment }] of ours) {
      const { TZ, ...settings } = environment ?? {};
      expect(TZ, name).toBeDefined();
      expect(Object.keys(settings).filter((setting) => !settingNames.includes(setting))).toEqual([]);
      expect(settingsFrom(settings), name).toMatchObject({ dataDir: "/data", extraction: { kind: "ollama" } });
      expect(settingsFrom(settings).speech).toMatchObject({ model: "/models/ggml-small.bin" });
    }
  });

  it("takes from .env what Catat takes, with the same defaults", () => {
    const { extraction, speech } = settingsFrom({ CATAT_MODELS_DIR: "/models" });
    expect(Object.fromEntries(lent)).toEqual({
      TZ: "Asia/Jakarta",
      CATAT_OLLAMA_MODEL: "model" in extraction && extraction.model,
      CATAT_WHISPER_MODEL: "small",
    });
    expect(speech).toMatchObject({ model: "/models/ggml-small.bin" });
  });

  it("names only services, volumes, networks and secrets that it has", () => {
    for (const [, { volumes = [], networks, secrets = [], depends_on = {} }] of services) {
      expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes.map((v) => v.split(":")[0])));
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(secrets));
    }
  });

  it("lets neither the worker nor Ollama reach the internet, and nobody reach in", () => {
    expect(compose.networks.inside).toEqual({ internal: true });
    expect(compose.services.worker?.networks).toEqual(["inside"]);
    expect(compose.services.ollama?.networks).toEqual(["inside"]);
    expect(services.filter(([, { ports }]) => ports !== undefined)).toEqual([]);
  });

  it("gives the token to the bot alone, by file", () => {
    expect(services.filter(([, { secrets }]) => secrets).map(([name]) => name)).toEqual(["bot"]);
    const { tokenFile, token } = settingsFrom(compose.services.bot?.environment ?? {}).telegram;
    expect({ tokenFile, token }).toEqual({ tokenFile: "/run/secrets/telegram-token", token: null });
  });

  it("starts what runs for good again, looks after its health, and gives it time to stop", () => {
    const forGood = services.filter(([, { restart }]) => restart === "unless-stopped");
    expect(forGood.map(([name]) => name)).toEqual(["bot", "worker", "ollama"]);
    for (const [name, { healthcheck }] of forGood) expect(healthcheck?.test[0], name).toBe("CMD");
    for (const name of ["bot", "worker"]) {
      expect(compose.services[name]?.healthcheck?.test.slice(1)).toEqual(["catat", "health", name]);
      expect(compose.services[name]?.stop_grace_period).toBe("60s");
    }
  });

  it("says which version of Ollama it means, and says so once", () => {
    const others = services.filter(([, { image }]) => image !== "catat").map(([, { image }]) => image);
    expect(new Set(others).size).toBe(1);
    expect(others[0]).toMatch(/^ollama\/ollama:\d+\.\d+\.\d+$/);
  });

  it("builds the image in one service, and pulls it in none", () => {
    expect(ours.filter(([, { build }]) => build).map(([name]) => name)).toEqual(["bot"]);
    for (const [, service] of ours) expect(service).toMatchObject({ pull_policy: "never" });
  });
});

describe("the Dockerfile", () => {
  const copied = read("Dockerfile")
    .split("\n")
    .filter((line) => /^COPY (?!--from)/.test(line))
    .flatMap((line) => line.split(" ").slice(1, -1));

  it("copies what is there", () => {
    expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  it("copies nothing that .dockerignore keeps out", () => {
    const letIn = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"));
    const covered = (name: string) => letIn.some((line) => `${name}/`.startsWith(`${line.slice(1)}/`));
    expect(copied.filter((name) => !covered(name))).toEqual([]);
  });

  it("runs scripts that are there", () => {
    const scripts = [...`${read("Dockerfile")}${text}`.matchAll(/(?:\/app\/)?(scripts\/[\w/]+\.mjs)/g)];
    expect(scripts.length).toBeGreaterThan(1);
    for (const [, script = ""] of scripts) expect(existsSync(join(root, script)), script).toBe(true);
  });
});
