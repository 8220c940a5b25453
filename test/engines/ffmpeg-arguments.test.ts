import { describe, expect, it } from "vitest";
import { conversionArguments, probeArguments } from "../../src/engines/ffmpeg/arguments.js";
import { beginsAsSound, readProbe } from "../../src/engines/ffmpeg/probe.js";

const whiteLists = "-protocol_whitelist file -format_whitelist ogg,mp3,mov,wav,matroska,flac,aac,amr";

describe("what ffmpeg is told", () => {
  const args = conversionArguments("/data/-x y.ogg", "/data/out.wav.part", 3601, 115_264_000);
  const [before = "", after = ""] = args.join(" ").split(" -i file:/data/-x y.ogg ");

  it("limits what the input may be, before it is named", () => {
    expect(before).toContain("-nostdin");
    expect(before).toContain(whiteLists);
  });

  it("takes the first sound track alone, as 16 kHz mono 16-bit WAV, up to the limit", () => {
    for (const part of [
      "-map 0:a:0",
      "-vn",
      "-sn",
      "-dn",
      "-map_metadata -1",
      "-t 3601",
      "-fs 115264000",
      "-ac 1",
      "-ar 16000",
      "-f wav",
    ])
      expect(after).toContain(part);
    expect(after).toMatch(/-(acodec|c:a) pcm_s16le/);
  });

  it("names files as URLs, in one argument each", () => {
    expect(args).toContain("file:/data/-x y.ogg");
    expect(args.at(-1)).toBe("file:/data/out.wav.part");
  });

  it("is the same white lists for ffprobe", () => {
    expect(probeArguments("/data/a\nb.ogg").join(" ")).toContain(whiteLists);
    expect(probeArguments("/data/a\nb.ogg").at(-1)).toBe("file:/data/a\nb.ogg");
  });
});

describe("what ffprobe answers", () => {
  const sound = { codec_type: "audio", duration: "12.5" };
  const answer = (streams: object[], format: object = {}) =>
    JSON.stringify({ streams, format: { format_name: "ogg", probe_score: 100, ...format } });

  it.each([
    ["the track's own length", answer([sound], { duration: "99" }), "", 12.5],
    [
      "Matroska's length of the track",
      answer([{ codec_type: "audio", tags: { DURATION: "01:02:03.500000000" } }]),
      "",
      3723.5,
    ],
    ["the container's, where there is sound alone", answer([{ codec_type: "audio" }], { duration: "7" }), "", 7],
    [
      "the container's, where the picture is a cover",
      answer([{ codec_type: "audio" }, { codec_type: "video", disposition: { attached_pic: 1 } }], { duration: "7" }),
      "",
      7,
    ],
    [
      "nothing, where pictures may outlast the sound",
      answer([{ codec_type: "audio" }, { codec_type: "video" }], { duration: "7" }),
      "",
      null,
    ],
    [
      "nothing, where it is a guess",
      answer([sound]),
      "[mp3 @ 0x1] Estimating duration from bitrate, this may be inaccurate",
      null,
    ],
    ["nothing, where none is stated", answer([{ codec_type: "audio" }]), "", null],
  ])("states %s", (_, stdout, stderr, stated) => {
    expect(readProbe(stdout, stderr)).toEqual({ kind: "sound", stated });
  });

  it("is no sound where only the name speaks for it", () => {
    expect(readProbe(answer([sound], { probe_score: 1 }), "")).toEqual({ kind: "not_audio" });
  });

  it("is no sound track where there are pictures alone", () => {
    expect(readProbe(answer([{ codec_type: "video" }]), "")).toEqual({ kind: "no_sound" });
  });

  it.each(["", "{", "{}", "null", answer([])])("is nothing: %j", (stdout) => {
    expect(readProbe(stdout, "")).toBeNull();
  });
});

describe("a file's first bytes", () => {
  it.each([
    "OggS\0\x02",
    "ID3\x03\0",
    "fLaC\0\0",
    "#!AMR\n<",
    "RIFF\x10\0\0\0WAVEfmt ",
    "\0\0\0\x1cftypM4A \0\0",
    "\x1aE\xdf\xa3\x9f",
  ])("%j begin a sound", (head) => expect(beginsAsSound(Buffer.from(head, "latin1"))).toBe(true));
  it.each([
    "",
    "OGGS",
    "RIFF\x10\0\0\0AVI LIST",
    "\0\0\0\x18ftypheic",
    "\0\0\0\x1cftypavif",
    "PK\x03\x04",
    "ffconcat version",
  ])("%j do not", (head) => expect(beginsAsSound(Buffer.from(head, "latin1"))).toBe(false));
});
