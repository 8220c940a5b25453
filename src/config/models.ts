import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the project: where the models and the built whisper-server are. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const demo = join(projectRoot, "models", "demo");
export const demoSpeech = join(demo, "catat-demo-speech-q8_0.bin");
export const demoExtraction = join(demo, "catat-demo-extract-q8_0.gguf");

export function isDemo(model: string): boolean {
  return dirname(model) === demo;
}

/** Where models are looked for by their name. */
export function modelsFolder(given: string | undefined): string {
  return given ? resolve(given) : join(projectRoot, "models");
}

/** A model that is named by its path, or by its bare name in the folder (small, large-v3-turbo-q5_0); `demo` is the given one. */
export function modelPath(given: string, demo: string, folder: string, fileOf: (name: string) => string): string {
  if (given === "demo") return demo;
  return isPath(given) ? resolve(given) : join(folder, fileOf(given));
}

/** A model as a setting that means the same in any working directory. */
export function modelSetting(given: string): string {
  return isPath(given) ? resolve(given) : given;
}

function isPath(given: string): boolean {
  return /[/\\]|\.(bin|gguf)$/i.test(given);
}

export function presentVadModel(folder: string): string | null {
  const path = join(folder, "ggml-silero-v6.2.0.bin");
  return existsSync(path) ? path : null;
}
