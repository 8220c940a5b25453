import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const cache = join(root, ".cache");
const whisper = join(cache, "whisper");

export const paths = {
  lockFile: join(root, "package-lock.json"),
  modules: join(root, "node_modules"),
  modulesRecord: join(root, "node_modules", ".package-lock.json"),
  modulesStamp: join(root, "node_modules", ".catat-stamp.json"),
  claims: join(cache, "setup-lock"),
  whisper,
  whisperSource: join(root, "node_modules", "nodejs-whisper", "cpp", "whisper.cpp"),
  whisperBuild: join(whisper, "build"),
  whisperServer: join(whisper, "whisper-server"),
  whisperStamp: join(whisper, "stamp.json"),
  demoSpeechModel: join(root, "models", "demo", "catat-demo-speech-q8_0.bin"),
  dist: join(root, "dist"),
  distNext: join(root, ".dist-next"),
};
