#!/usr/bin/env node
// npm run demo: the set-up, then the demo recordings through the whole pipeline. Arguments go on to `catat process`.
import { setUp } from "./setup/start.mjs";

await setUp();
const { runDemo } = await import("./setup/run-demo.mjs");
process.exitCode = await runDemo(process.argv.slice(2));
