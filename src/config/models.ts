import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project: where the models and the built whisper-server are. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const models = join(projectRoot, "models");
export const demoSpeech = join(models, "demo", "catat-demo-speech-q8_0.bin");
export const demoExtraction = join(models, "demo", "catat-demo-extract-q8_0.gguf");

export function isDemo(model: string): boolean {
  return dirname(model) === join(models, "demo");
}

/** `demo`, the bare name of a model in `models/` (small, large-v3-turbo-q5_0), or a path. */
export function modelPath(given: string, demo: string, fileOf: (name: string) => string): string {
  if (given === "demo") return demo;
  return isPath(given) ? resolve(given) : join(models, fileOf(given));
}

/** A model as a setting that means the same in any working directory. */
export function modelSetting(given: string): string {
  return isPath(given) ? resolve(given) : given;
}

function isPath(given: string): boolean {
  return /[/\\]|\.(bin|gguf)$/i.test(given);
}

export function presentVadModel(): string | null {
  const path = join(models, "ggml-silero-v6.2.0.bin");
  return existsSync(path) ? path : null;
}
