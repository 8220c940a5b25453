import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Failure } from "../domain/failure.js";
import type { AudioConverter, Sound } from "../ports.js";
import { conversionArguments, probeArguments } from "./ffmpeg-arguments.js";
import { beginsAsSound, type Probed, readProbe } from "./ffmpeg-probe.js";
import { isNotStarted, limitedTo } from "./limits.js";
import { endsInMidPage } from "./ogg.js";
import { byteRate, findSamples, measure } from "./sound-wav.js";
import { dyingWithUs, type Ending, run } from "./subprocess.js";

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

/** One recording on its way; `name` is for failures alone. */
interface Item {
  input: string;
  part: string;
  output: string;
  name: string;
  signal: AbortSignal;
}

/** ffmpeg is hundreds of times faster than the sound; this leaves room for a busy box, and ends one that hangs. */
const usuallyAllowed = (soundSeconds: number) => 30 + soundSeconds / 5;
const noRoom = /No space left on device|Disk quota exceeded|File too large/;
/**
 * Seven times what a film in 4K was seen to take, and little beside the engines. 68 bytes of FLAC at 1 Hz were seen to take
 * two gigabytes: what asks for more than this does not get it, and is damaged.
 */
const mostMemory = 512 * 2 ** 20;

/** An AudioConverter that runs ffprobe, then ffmpeg, each in a process of its own that is killed when it takes too long. */
export class FfmpegConverter implements AudioConverter {
  private readonly emptyDir: string;
  private readonly secondsAllowed: (soundSeconds: number) => number;

  constructor(private readonly options: FfmpegOptions) {
    this.emptyDir = join(resolve(options.scratchDir), "empty");
    this.secondsAllowed = options.secondsAllowed ?? usuallyAllowed;
  }

  async convert(input: string, output: string, name: string, signal: AbortSignal): Promise<Sound> {
    const item = { input: resolve(input), part: `${resolve(output)}.part`, output: resolve(output), name, signal };
    await makeFolder(this.emptyDir, 0o500);
    const head = await readHead(item);
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
    const ended = await this.run(this.options.ffprobePath, probeArguments(item.input), this.secondsAllowed(0), item);
    const probed: Probed = readProbe(ended.stdout, ended.stderr) ?? { kind: "not_audio" };
    if (probed.kind === "sound") return probed.stated ?? statedByWav(item.input);
    await readHead(item);
    if (probed.kind === "not_audio" && beginsAsSound(head)) throw new Failure("damaged", { file: item.name });
    throw new Failure(probed.kind, { file: item.name });
  }

  private async decode(item: Item, stated: number | null): Promise<Omit<Sound, "path">> {
    const { maxSeconds, minSeconds } = this.options;
    // One second more than is allowed shows that there is more, where the container does not say or lies.
    const args = conversionArguments(item.input, item.part, maxSeconds + 1, this.mostBytes);
    const allowed = this.secondsAllowed(stated ?? maxSeconds);
    const ended = await this.run(this.options.ffmpegPath, args, allowed, item);
    const sound = ended.exitCode === 0 ? await measure(item.part).catch(nullWhereAbsent) : null;
    if (sound === null) throw await decodeFailure(item, ended);
    if (sound.seconds > maxSeconds) throw this.tooLong(item, Math.max(sound.seconds, stated ?? 0));
    const cutOff = isCutOff(sound.seconds, stated) || (await endsInMidPage(item.input));
    if (cutOff || (sound.seconds < minSeconds && ended.stderr !== ""))
      throw new Failure("damaged", { file: item.name });
    if (sound.seconds < minSeconds)
      throw new Failure("too_short", { file: item.name, seconds: rounded(sound.seconds), least: minSeconds });
    return sound;
  }

  /** What the sound may take on disk: two seconds more than are allowed. */
  private get mostBytes(): number {
    return Math.ceil((this.options.maxSeconds + 2) * byteRate);
  }

  private async run(program: string, args: string[], seconds: number, item: Item): Promise<Ended> {
    const limits = { memory: mostMemory, file: this.mostBytes + 65_536, seconds };
    const [first = program, ...rest] = [...(await dyingWithUs()), ...(await limitedTo(limits)), program, ...args];
    const ending = await run(first, rest, { cwd: this.emptyDir, timeoutMs: seconds * 1000, signal: item.signal });
    if (ending.kind === "missing") throw new Failure("ffmpeg_missing", { program }, { cause: ending.cause });
    if (ending.kind === "timeout" || ending.signal === "SIGXCPU")
      throw new Failure("conversion_timeout", { file: item.name, seconds: rounded(seconds) });
    if (isNotStarted(ending.exitCode, ending.stderr))
      throw new Failure("ffmpeg_missing", { program }, { cause: new Error(ending.stderr) });
    if (noRoom.test(ending.stderr) || ending.signal === "SIGXFSZ")
      throw new Failure("disk_full", { path: item.output }, { cause: new Error(ending.stderr) });
    // A crash is the file's doing; being killed is not (memory ran out, or somebody's hand).
    if (ending.signal === "SIGKILL" || ending.signal === "SIGTERM")
      throw new Failure("unexpected", { reason: `${program} was ended by ${ending.signal}` });
    return ending;
  }

  private tooLong(item: Item, seconds: number): Failure {
    return new Failure("too_long", { file: item.name, seconds: rounded(seconds), most: this.options.maxSeconds });
  }
}

type Ended = Extract<Ending, { kind: "ended" }>;

/**
 * A recording that was cut off would lose orders in silence, so it is refused where the container says what is missing.
 * Opus in ogg (but for a broken last page), aac and amr do not say it: what there is of them is taken. Lengths are never exact
 * (padding, edit lists), hence 10 % and 2 s.
 */
function isCutOff(seconds: number, stated: number | null): boolean {
  return stated !== null && stated - seconds > 2 && seconds < 0.9 * stated;
}

/** ffprobe passes over the length in a WAV header that is not true; recorders that write as they go leave 0 or almost 2 or 4 GB. */
async function statedByWav(path: string): Promise<number | null> {
  const samples = await findSamples(path);
  if (!samples || samples.byteRate === 0 || samples.stated === 0 || samples.stated > 0x7fff0000) return null;
  return samples.stated / samples.byteRate;
}

/** The file's first bytes. Throws what its place on disk has wrong; it may have vanished since it was taken in. */
async function readHead({ input, name }: Item): Promise<Buffer> {
  try {
    const found = await stat(input);
    if (!found.isFile()) throw new Failure("not_audio", { file: name });
    if (found.size === 0) throw new Failure("file_empty", { file: name });
    const file = await open(input, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof Failure ? error : openFailure(name, error as NodeJS.ErrnoException);
  }
}

function openFailure(file: string, error: NodeJS.ErrnoException): Failure {
  if (error.code === "ENOENT") return new Failure("file_not_found", { file }, { cause: error });
  return new Failure("file_not_readable", { file, reason: error.code ?? error.message }, { cause: error });
}

async function decodeFailure(item: Item, ended: Ended): Promise<Failure> {
  await readHead(item);
  return new Failure("damaged", { file: item.name }, { cause: new Error(ended.stderr) });
}

function nullWhereAbsent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await mkdir(path, { recursive: true, mode });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOSPC" || code === "EDQUOT") throw new Failure("disk_full", { path }, { cause: error });
    throw new Failure("path_not_writable", { path, reason: code ?? message }, { cause: error });
  }
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
