#!/usr/bin/env node
// Does the set-up that a clone still lacks, once: packages, ffmpeg, whisper-server, dist/. Run again it does nothing.
// It may be killed at any moment: whatever is not whole is done again by the next run.
import { setUp } from "./setup/start.mjs";

await setUp();
