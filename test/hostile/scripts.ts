import { basename } from "node:path";
import type { Canary, Input } from "./bytes.js";

/** Texts that tell a player to open something else: the canary by its name, its path and as a URL, and the server. */
export function scripts({ path, stream, url }: Canary): Input[] {
  const near = basename(path);
  const hls = (target: string) =>
    `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${target}\n#EXT-X-ENDLIST\n`;
  const texts: Record<string, string> = {
    "concat-near.ogg": `ffconcat version 1.0\nfile ${near}\n`,
    "concat-path.mp3": `ffconcat version 1.0\nfile '${path}'\n`,
    "concat-url.wav": `ffconcat version 1.0\nfile file:${path}\n`,
    "concat-http.ogg": `ffconcat version 1.0\nfile ${url}/a.wav\n`,
    "concat.ffconcat": `ffconcat version 1.0\nfile '${path}'\n`,
    "concat-of-concat.ogg": "ffconcat version 1.0\nfile concat-path.mp3\n",
    "hls-path.mp3": hls(stream),
    "hls-near.m3u8": hls(basename(stream)),
    "hls-http.m3u8": hls(`${url}/b.wav`),
    "hls-file.m4a": hls(`file://${stream}`),
    "hls-concat.ogg": hls(`concat:${stream}|${stream}`),
    "hls-data.ogg": hls("data:audio/wav;base64,UklGRg=="),
    "hls-of-hls.m3u8": `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhls-near.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\n${url}/c.m3u8\n`,
    "hls-key.m3u8": `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-KEY:METHOD=AES-128,URI="${url}/key"\n#EXT-X-MAP:URI="${path}"\n#EXTINF:4,\n${stream}\n#EXT-X-ENDLIST\n`,
    "hls-behind-id3.mp3": `ID3\x03\0\0\0\0\0\x0a${"\0".repeat(10)}${hls(stream)}`,
    "session.sdp": `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio ${new URL(url).port} RTP/AVP 0\n`,
    "sheet.cue": `FILE "${near}" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n`,
    "list.pls": `[playlist]\nFile1=${path}\nFile2=${url}/d.wav\nNumberOfEntries=2\n`,
    "list.xspf": `<?xml version="1.0"?><playlist><trackList><track><location>${url}/e.wav</location></track></trackList></playlist>`,
    "list.asx": `<asx version="3.0"><entry><ref href="${url}/f.wav"/></entry></asx>`,
    "dash.mpd": `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT4S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}/g.m4a</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    "ism.xml": `<SmoothStreamingMedia MajorVersion="2"><StreamIndex Url="${url}/h"/></SmoothStreamingMedia>`,
    "redirect.mov": `RTSPtextrtsp://127.0.0.1:${new URL(url).port}/x`,
    "avisynth.avs": `WavSource("${path}")\n`,
    "meta.ffmeta": ";FFMETADATA1\ntitle=x\n",
    "picture.svg": `<svg xmlns="http://www.w3.org/2000/svg"><image href="${url}/i.png"/><image href="file://${path}"/></svg>`,
    "page.html": `<!doctype html><audio autoplay src="${url}/j.wav"></audio><img src="file://${path}">`,
    "entity.xml": `<!DOCTYPE x [<!ENTITY e SYSTEM "file://${path}">]><x>&e;</x>`,
    "subtitles.idx":
      "# VobSub index file, v7\nsize: 720x576\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 000000000\n",
  };
  return Object.entries(texts).map(([name, text]) => ({ name, bytes: Buffer.from(text, "latin1"), ends: "refused" }));
}
