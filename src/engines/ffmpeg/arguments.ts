import ffmpeg from "fluent-ffmpeg";

/** Formats that hold sound alone, or sound beside pictures; none that can name another file (concat, hls, …). */
const formats = "ogg,mp3,mov,wav,matroska,flac,aac,amr";
const whiteLists = ["-protocol_whitelist", "file", "-format_whitelist", formats];

/** What ffprobe is told. It says what the file is on stdout, as JSON, and warnings on stderr. `input` is an absolute path. */
export function probeArguments(input: string): string[] {
  const entries =
    "format=format_name,duration,probe_score:stream=codec_type,duration:stream_tags=DURATION:stream_disposition=attached_pic";
  return [
    ...["-hide_banner", "-v", "warning"],
    ...whiteLists,
    "-of",
    "json",
    "-show_entries",
    entries,
    "-i",
    url(input),
  ];
}

/** What ffmpeg is told: at most `seconds` and `bytes` of the first sound track as 16 kHz mono 16-bit WAV. Paths are absolute. */
export function conversionArguments(input: string, output: string, seconds: number, bytes: number): string[] {
  const command = ffmpeg(url(input))
    .inputOptions(["-nostdin", "-hide_banner", "-nostats", "-y", "-v", "error", "-threads", "1", ...whiteLists])
    .noVideo()
    .outputOptions(["-map", "0:a:0", "-sn", "-dn", "-map_metadata", "-1", "-fs", String(bytes)])
    .duration(seconds)
    .audioChannels(1)
    .audioFrequency(16_000)
    .audioCodec("pcm_s16le")
    .format("wav")
    .output(url(output));
  // Its own runner is not used: it hands our whole environment to ffmpeg, asks it for its formats with no time limit,
  // and keeps one ffmpeg path for the process.
  return command._getArguments();
}

/** As a URL, a name with a leading dash is no option, and one with a colon no protocol. */
function url(path: string): string {
  return `file:${path}`;
}
