import { readFileSync } from "node:fs";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take turns at the engines (test/engines-turn.ts), and between them the others, which run beside them. */
class Turns extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const turns = sorted.filter(takesTurns);
    const others = sorted.filter((file) => !takesTurns(file));
    const share = Math.ceil(others.length / Math.max(1, turns.length));
    return [...turns.flatMap((file) => [file, ...others.splice(0, share)]), ...others];
  }
}

function takesTurns({ moduleId }: TestSpecification): boolean {
  return readFileSync(moduleId, "utf8").includes('/engines-turn.js"');
}

export default defineConfig(({ mode }) => ({
  test: {
    // `npm run test:long` (mode long) takes the tests that need many minutes, `npm test` all others.
    include: [mode === "long" ? "test/long/**/*.test.ts" : "test/**/*.test.ts"],
    exclude: mode === "long" ? configDefaults.exclude : [...configDefaults.exclude, "test/long/**"],
    maxWorkers: 2,
    sequence: { sequencer: Turns },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
