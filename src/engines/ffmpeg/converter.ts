import { rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Failure } from "../../domain/failure.js";
import type { AudioConverter, Sound } from "../../ports/index.js";
import { endsInMidPage } from "../audio/ogg.js";
import { readHead } from "../audio/recording-file.js";
import { byteRate, findSamples, measure } from "../audio/wav.js";
import { conversionArguments, probeArguments } from "./arguments.js";
import { beginsAsSound, type Probed, readProbe } from "./probe.js";
import { type Ended, type Item, requireProgram, runLimited } from "./run.js";

export interface FfmpegOptions {
  ffmpegPath: string;
  ffprobePath: string;
  minSeconds: number;
  maxSeconds: number;
  /** A folder of ours; ffmpeg works in an empty one inside it that is read-only: no relative name leads anywhere. */
  scratchDir: string;
  /** Seconds that ffmpeg may take for so many seconds of sound. */
  secondsAllowed?: (soundSeconds: number) => number;
}

/** ffmpeg is hundreds of times faster than the sound; this leaves room for a busy box, and ends one that hangs. */
const usuallyAllowed = (soundSeconds: number) => 30 + soundSeconds / 5;

/** An AudioConverter that runs ffprobe, then ffmpeg, each in a process of its own that is killed when it takes too long. */
export class FfmpegConverter implements AudioConverter {
  private readonly emptyDir: string;
  private readonly secondsAllowed: (soundSeconds: number) => number;

  constructor(private readonly options: FfmpegOptions) {
    this.emptyDir = join(resolve(options.scratchDir), "empty");
    this.secondsAllowed = options.secondsAllowed ?? usuallyAllowed;
  }

  async ready(signal: AbortSignal): Promise<void> {
    await requireProgram(this.options.ffprobePath, signal);
    await requireProgram(this.options.ffmpegPath, signal);
  }

  async convert(input: string, output: string, name: string, signal: AbortSignal): Promise<Sound> {
    const item = { input: resolve(input), part: `${resolve(output)}.part`, output: resolve(output), name, signal };
    const head = await readHead(item.input, name);
    const stated = await this.probe(item, head);
    if (stated !== null && stated > this.options.maxSeconds) throw this.tooLong(item, stated);
    try {
      const sound = await this.decode(item, stated);
      await rename(item.part, item.output);
      return { path: output, ...sound };
    } catch (error) {
      await rm(item.part, { force: true });
      throw error;
    }
  }

  /** Gives the length that the container states, or null. */
  private async probe(item: Item, head: Buffer): Promise<number | null> {
    const ended = await this.run(this.options.ffprobePath, probeArguments(item.input), 0, item);
    const probed: Probed = readProbe(ended.stdout, ended.stderr) ?? { kind: "not_audio" };
    if (probed.kind === "sound") return probed.stated ?? statedByWav(item);
    await readHead(item.input, item.name);
    if (probed.kind === "not_audio" && beginsAsSound(head)) throw new Failure("damaged", { file: item.name });
    throw new Failure(probed.kind, { file: item.name });
  }

  private async decode(item: Item, stated: number | null): Promise<Omit<Sound, "path">> {
    const { maxSeconds, minSeconds } = this.options;
    // One second more than is allowed shows that there is more, where the container does not say or lies.
    const args = conversionArguments(item.input, item.part, maxSeconds + 1, this.mostBytes);
    const ended = await this.run(this.options.ffmpegPath, args, stated ?? maxSeconds, item);
    const sound = ended.exitCode === 0 ? await measure(item.part, item.signal).catch(nullWhereAbsent) : null;
    if (sound === null) throw await decodeFailure(item, ended);
    if (sound.seconds > maxSeconds) throw this.tooLong(item, Math.max(sound.seconds, stated ?? 0));
    const cutOff = isCutOff(sound.seconds, stated) || (await endsInMidPage(item.input));
    if (cutOff || (sound.seconds < minSeconds && ended.stderr !== ""))
      throw new Failure("damaged", { file: item.name });
    if (sound.seconds < minSeconds)
      throw new Failure("too_short", { file: item.name, seconds: rounded(sound.seconds), least: minSeconds });
    return sound;
  }

  private run(program: string, args: string[], soundSeconds: number, item: Item): Promise<Ended> {
    const allowed = { cwd: this.emptyDir, seconds: this.secondsAllowed(soundSeconds), bytes: this.mostBytes };
    return runLimited(program, args, allowed, item);
  }

  /** What the sound may take on disk: two seconds more than are allowed. */
  private get mostBytes(): number {
    return Math.ceil((this.options.maxSeconds + 2) * byteRate);
  }

  private tooLong(item: Item, seconds: number): Failure {
    return new Failure("too_long", { file: item.name, seconds: rounded(seconds), most: this.options.maxSeconds });
  }
}

/**
 * A recording that was cut off would lose orders in silence, so it is refused where the container says what is missing.
 * Opus in ogg (but for a broken last page), aac and amr do not say it: what there is of them is taken. Lengths are never exact
 * (padding, edit lists), hence 10 % and 2 s.
 */
function isCutOff(seconds: number, stated: number | null): boolean {
  return stated !== null && stated - seconds > 2 && seconds < 0.9 * stated;
}

/** ffprobe passes over the length in a WAV header that is not true; recorders that write as they go leave 0 or almost 2 or 4 GB. */
async function statedByWav({ input, signal }: Item): Promise<number | null> {
  const samples = await findSamples(input, signal);
  if (!samples || samples.byteRate === 0 || samples.stated === 0 || samples.stated > 0x7fff0000) return null;
  return samples.stated / samples.byteRate;
}

async function decodeFailure(item: Item, ended: Ended): Promise<Failure> {
  await readHead(item.input, item.name);
  return new Failure("damaged", { file: item.name }, { cause: new Error(ended.stderr) });
}

function nullWhereAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
