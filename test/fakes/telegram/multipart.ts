import { badRequest } from "./api-error.js";

export interface Part {
  name: string;
  /** Only a file has one. */
  file_name?: string;
  bytes: Buffer;
}

/** The parts of a multipart body. (Node's own parser refuses file names without quotes, which grammY sends.) */
export function parts(body: Buffer, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) throw badRequest("boundary is missing");
  const found: Part[] = [];
  // The first boundary has no line break before it: lend it one.
  const text = Buffer.concat([Buffer.from("\r\n"), body]);
  const mark = Buffer.from(`\r\n--${boundary}`);
  let at = text.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    const end = text.indexOf(mark, start);
    if (end < 0) break;
    found.push(part(text.subarray(start + 2, end)));
    at = end;
  }
  if (at < 0 || text.subarray(at + mark.length, at + mark.length + 2).toString() !== "--")
    throw badRequest("the multipart body has no end");
  return found;
}

function part(text: Buffer): Part {
  const head = text.indexOf("\r\n\r\n");
  const headers = text.subarray(0, head).toString();
  const name = /;\s*name="?([^";\r\n]*)"?/i.exec(headers)?.[1] ?? "";
  const file = /;\s*filename=(?:"([^"\r\n]*)"|([^;\r\n]*))/i.exec(headers);
  return { name, bytes: text.subarray(head + 4), ...(file ? { file_name: file[1] ?? file[2] ?? "" } : {}) };
}
