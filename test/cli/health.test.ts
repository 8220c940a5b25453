import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { faultOf } from "../../src/app/service-fault.js";
import { readBeats } from "../../src/storage/locks/heartbeat.js";

const now = Date.parse("2026-11-23T08:00:00Z");
const of = (...beats: Parameters<typeof faultOf>[1]) => faultOf("worker", beats, now, "/data");

it("a service that spoke within the last minute works, unless it says what is wrong", () => {
  expect(of({ at: now - 59_000, fault: null })).toBeNull();
  const fault = { code: "ollama_unreachable", facts: { host: "ollama:11434" } } as const;
  expect(of({ at: now, fault })).toEqual(fault);
});

it("a service that has been silent for longer hangs, or died without a word", () => {
  expect(of({ at: now - 90_000, fault: null })).toMatchObject({ code: "service_silent", facts: { seconds: 90 } });
});

it("a service that never spoke, or stopped, does not run", () => {
  expect(of()).toMatchObject({ code: "service_stopped", facts: { service: "worker", path: "/data" } });
});

it("of several workers, one that works is enough; else the last that spoke says why not", () => {
  const fault = { code: "ollama_unreachable", facts: { host: "ollama:11434" } } as const;
  expect(of({ at: now, fault }, { at: now - 10_000, fault: null })).toBeNull();
  expect(of({ at: now, fault }, { at: now - 90_000, fault: null })).toEqual(fault);
});

it.each(["", "{}", "[1", "null"])("a service of which a power cut left %j does not run", (left) => {
  const folder = mkdtempSync(join(tmpdir(), "catat-beat-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "bot.1.json"), left);
  expect(readBeats(folder, "bot")).toEqual([]);
});
