import { copyFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { make } from "../engines/ffmpeg-files.js";
import type { Canary } from "./bytes.js";

const tone = 3000;

/** A loud tone of 3 kHz in the folder of the hostile files, which no other file there has; and a port that counts its callers. */
export class Trap implements Canary {
  calls = 0;
  private constructor(
    readonly path: string,
    readonly stream: string,
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async set(folder: string): Promise<Trap> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const path = make(folder, "canary.wav", `sine=duration=4:frequency=${tone}`);
    const stream = make(folder, "canary.ts", path);
    // Names that ffmpeg would look for: in its working directory, and without an extension.
    copyFileSync(path, join(folder, "canary"));
    const trap = new Trap(path, stream, `http://127.0.0.1:${port}`, server);
    server.on("connection", (socket) => {
      trap.calls += 1;
      socket.destroy();
    });
    return trap;
  }

  close(): void {
    this.server.close();
  }
}

/** Whether a 16 kHz mono 16-bit WAV file holds the canary's tone: most of the energy of some tenth of a second is at 3 kHz. */
export async function holdsCanary(path: string): Promise<boolean> {
  const wav = await readFile(path);
  const samples = new Int16Array(wav.buffer, wav.byteOffset + 44, (wav.length - 44) >> 1);
  for (let at = 0; at + 1600 <= samples.length; at += 1600) if (isTone(samples.subarray(at, at + 1600))) return true;
  return false;
}

/** Goertzel's filter: the share of the energy that one frequency has. */
function isTone(samples: Int16Array): boolean {
  const twice = 2 * Math.cos((2 * Math.PI * tone) / 16_000);
  let [last, before, energy] = [0, 0, 0];
  for (const sample of samples) {
    [last, before] = [sample + twice * last - before, last];
    energy += sample * sample;
  }
  const power = last * last + before * before - twice * last * before;
  return energy > 0 && power / (energy * samples.length) > 0.25;
}
