/** A button below a message; `data` comes back when it is tapped. */
export interface Button {
  text: string;
  data: string;
}

/** What Telegram shows, as HTML of its subset, and the rows of buttons below. */
export interface Text {
  html: string;
  buttons: Button[][];
}

/** Telegram's limits, in characters after the entities are parsed. */
export const messageLimit = 4096;
export const captionLimit = 1024;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] as string);
}

export function bold(text: string): string {
  return `<b>${escaped(text)}</b>`;
}

/** How many characters Telegram counts in our HTML. */
export function visibleLength(html: string): number {
  return html.replace(/<[^>]*>/g, "").replace(/&(amp|lt|gt|quot);/g, "&").length;
}

/** As many lines as `room` characters hold, with a last one that counts those left out; none where not even one fits. */
export function linesWithin(lines: readonly string[], room: number, more: (left: number) => string): string[] {
  const all = lines.reduce((sum, line) => sum + visibleLength(line) + 1, 0);
  if (all <= room) return [...lines];
  const kept: string[] = [];
  let rest = room - visibleLength(more(lines.length)) - 1;
  for (const line of lines) {
    rest -= visibleLength(line) + 1;
    if (rest < 0) break;
    kept.push(line);
  }
  return kept.length > 0 ? [...kept, escaped(more(lines.length - kept.length))] : [];
}

/** Paragraphs with an empty line between; those that hold nothing are left out. */
export function paragraphs(...parts: readonly (string | readonly string[])[]): string {
  const texts = parts.map((part) => (typeof part === "string" ? part : part.join("\n")));
  return texts.filter((text) => text !== "").join("\n\n");
}
