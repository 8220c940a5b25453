import { describe, expect, it } from "vitest";
import type { Beat } from "../../src/app/app.js";
import { faultsOfWorkers } from "../../src/app/watch-workers.js";
import { Failure } from "../../src/domain/failure.js";

const now = 1_800_000_000_000;
const minute = 60_000;
const { stored: missing } = new Failure("ffmpeg_missing", { program: "ffmpeg" });
const beat = (ago: number, fault: Beat["fault"] = null): Beat => ({ at: now - ago, fault });
const codes = (beats: Beat[], quietMs = 0) => faultsOfWorkers(beats, now, quietMs, "/data").map((f) => f.code);

describe("what the bot sees of its workers", () => {
  it("is each one's fault, also while another works", () => {
    expect(codes([beat(5000)])).toEqual([]);
    expect(codes([beat(5000), beat(9000, missing)])).toEqual(["ffmpeg_missing"]);
  });

  it("is silence where none was heard of for a minute, but not of one that another has replaced", () => {
    expect(codes([beat(5000), beat(9 * minute)])).toEqual([]);
    expect(codes([beat(9 * minute)], 2 * minute)).toEqual(["service_silent"]);
    // The box slept: the worker has not spoken yet.
    expect(codes([beat(9 * minute)], 5000)).toEqual([]);
  });

  it("is that none runs, once it had time to start", () => {
    expect(codes([], 9 * minute)).toEqual([]);
    expect(codes([], 10 * minute)).toEqual(["service_stopped"]);
  });
});
