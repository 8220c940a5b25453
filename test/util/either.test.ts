import { getEventListeners } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { joined, withEither } from "../../src/util/either.js";

it("work is told as soon as one of its signals is aborted, and why", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const work = withEither([first.signal, second.signal], (either) => sleep(60_000, undefined, { signal: either }));
  second.abort(new Error("enough"));
  await expect(work).rejects.toMatchObject({ cause: { message: "enough" } });
});

it("work that begins too late is told so at once", () => {
  const { signal } = joined(new AbortController().signal, AbortSignal.abort(new Error("over")));
  expect(signal.reason).toMatchObject({ message: "over" });
});

it("nothing is left on a signal by work that is done, or that failed", async () => {
  const { signal } = new AbortController();
  await withEither([signal], async () => undefined);
  await withEither([signal], () => Promise.reject(new Error("no"))).catch(() => undefined);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("a hundred that wait for one stop are no cause for a warning", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const stop = new AbortController();
  const waits = Array.from({ length: 100 }, () =>
    withEither([stop.signal], (either) => sleep(60_000, undefined, { signal: either }).catch(() => "told")),
  );
  stop.abort();
  expect(await Promise.all(waits)).toEqual(Array(100).fill("told"));
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

it("nothing of ours joins signals in another way", () => {
  const src = fileURLToPath(new URL("../../src", import.meta.url));
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(files.filter((name) => readFileSync(join(src, name), "utf8").includes("AbortSignal.any("))).toEqual([]);
});
