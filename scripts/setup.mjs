#!/usr/bin/env node
// Does the set-up that a clone still lacks, once: packages, ffmpeg, whisper-server, dist/. Run again it does nothing.
// Steps can be named (setup.mjs packages whisper), for an image that is built in layers; with ANY_CPU=1 whisper-server is built
// to run on other CPUs than this one.
// It may be killed at any moment: whatever is not whole is done again by the next run.
import { setUp } from "./setup/start.mjs";

await setUp(process.argv.slice(2));
