import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    // `npm run test:long` (mode long) takes the tests that need many minutes, `npm test` all others.
    include: [mode === "long" ? "test/long/**/*.test.ts" : "test/**/*.test.ts"],
    exclude: mode === "long" ? configDefaults.exclude : [...configDefaults.exclude, "test/long/**"],
    // whisper.cpp and llama.cpp spin while they wait: two test files that use them at once would starve each other.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
