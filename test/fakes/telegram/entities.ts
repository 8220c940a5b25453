import type { MessageEntity } from "grammy/types";
import { badRequest } from "./api-error.js";

const tags: Record<string, string> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  code: "code",
  pre: "pre",
  a: "text_link",
  blockquote: "blockquote",
  "tg-spoiler": "spoiler",
};
const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"' };

export interface Formatted {
  text: string;
  entities: MessageEntity[];
}

/** The plain text and the entities of what a bot sends. */
export function formatted(text: string, parse_mode: string | undefined, given: MessageEntity[] = []): Formatted {
  if (parse_mode && parse_mode.toLowerCase() !== "html") throw badRequest("unsupported parse_mode");
  const parsed = parse_mode ? html(text) : { text, entities: given };
  const end = parsed.text.trimEnd();
  const inside = parsed.entities.filter((e) => e.offset < end.length);
  return {
    text: end,
    entities: inside.map((e) => ({ ...e, length: Math.min(e.length, end.length - e.offset) })),
  };
}

function html(source: string): Formatted {
  let text = "";
  const entities: MessageEntity[] = [];
  const open: { tag: string; offset: number; href?: string }[] = [];
  for (const { 0: token, index } of source.matchAll(/<[^>]*>|&(?:lt|gt|amp|quot|#\d+|#x[\da-f]+);|[^<&]+|[<&]/gi)) {
    if (token === "<") throw unparsable(source, index, "Unclosed start tag");
    if (token[0] === "&") text += unescaped(token);
    else if (token[0] !== "<") text += token;
    else if (token[1] === "/") {
      const tag = token.slice(2, -1).trim().toLowerCase();
      const last = open.pop();
      if (!last) throw unparsable(source, index, "Unexpected end tag");
      if (tag && tag !== last.tag)
        throw unparsable(source, index, `Unmatched end tag, expected "</${last.tag}>", found "</${tag}>"`);
      entities.push(entity(last, text.length));
    } else {
      const tag = /^<([^\s>]*)/.exec(token)?.[1]?.toLowerCase() ?? "";
      if (!tags[tag]) throw unparsable(source, index, `Unsupported start tag "${tag}"`);
      const href = /\shref="([^"]*)"/i.exec(token)?.[1];
      open.push({ tag, offset: text.length, ...(href ? { href } : {}) });
    }
  }
  const left = open.pop();
  if (left) throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${left.tag}"`);
  return {
    text,
    entities: entities.filter((e) => e.length).sort((a, b) => a.offset - b.offset || b.length - a.length),
  };
}

function entity(open: { tag: string; offset: number; href?: string }, end: number): MessageEntity {
  const url = open.href ? { url: open.href } : {};
  return { type: tags[open.tag], offset: open.offset, length: end - open.offset, ...url } as MessageEntity;
}

function unescaped(token: string): string {
  const code = /^&#(x?)([\da-f]+);$/i.exec(token);
  if (code) return String.fromCodePoint(Number.parseInt(code[2] ?? "", code[1] ? 16 : 10));
  return named[token.slice(1, -1).toLowerCase()] ?? token;
}

function unparsable(source: string, index: number, what: string) {
  return badRequest(`can't parse entities: ${what} at byte offset ${Buffer.byteLength(source.slice(0, index))}`);
}
