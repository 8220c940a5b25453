import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    // `npm run test:long` (mode long) takes the tests that need many minutes, `npm test` all others.
    include: [mode === "long" ? "test/long/**/*.test.ts" : "test/**/*.test.ts"],
    exclude: mode === "long" ? configDefaults.exclude : [...configDefaults.exclude, "test/long/**"],
    // Each of them may run an engine, with one thread: more than the cores would starve each other.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
}));
