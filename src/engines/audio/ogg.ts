import { open } from "node:fs/promises";

const headBytes = 27;
/** A page's head, 255 segments' lengths, and 255 segments of 255 bytes. */
const mostPageBytes = headBytes + 255 + 255 * 255;

/**
 * Whether an ogg file stops before the end of its last page: ogg states no length, and this alone shows that it was cut off.
 * A file that was cut between two pages cannot be told from a short one, and bytes behind the last page do no harm.
 */
export async function endsInMidPage(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const head = (await file.read(Buffer.alloc(18), 0, 18, 0)).buffer;
    if (size < 18 || head.toString("latin1", 0, 4) !== "OggS") return false;
    const from = Math.max(0, size - mostPageBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return isCutOff(buffer.subarray(0, bytesRead), head.subarray(14, 18));
  } finally {
    await file.close();
  }
}

/** Looks at the last page of the stream with this serial number, which chance bytes will hardly imitate. */
function isCutOff(tail: Buffer, serial: Buffer): boolean {
  for (let at = tail.lastIndexOf("OggS"); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf("OggS", at - 1)) {
    const page = tail.subarray(at);
    if (page.length < 18) return true;
    if (page.subarray(14, 18).equals(serial)) return page.length < pageBytes(page);
  }
  return false;
}

function pageBytes(page: Buffer): number {
  const segments = page[headBytes - 1] ?? 255;
  const lengths = page.subarray(headBytes, headBytes + segments);
  return headBytes + segments + lengths.reduce((sum, length) => sum + length, 0);
}
