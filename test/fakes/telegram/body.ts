import type { IncomingMessage } from "node:http";
import { badRequest } from "./api-error.js";
import { type Part, parts } from "./multipart.js";

export type Params = Record<string, unknown>;

export interface Body {
  params: Params;
  /** Uploaded files by the name of their part. */
  files: Map<string, Part>;
}

const numbers = ["chat_id", "message_id", "offset", "limit", "timeout"];
const objects = [
  "reply_markup",
  "entities",
  "caption_entities",
  "commands",
  "scope",
  "allowed_updates",
  "reply_parameters",
  "link_preview_options",
];

/** What a request asks for: the query and a JSON, urlencoded or multipart body, the values in their own types. */
export async function readBody(request: IncomingMessage, url: URL): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const files = new Map<string, Part>();
  const params: Params = Object.fromEntries(url.searchParams);
  const type = request.headers["content-type"] ?? "";
  if (type.startsWith("application/json")) Object.assign(params, json(bytes.toString() || "{}"));
  else if (type.startsWith("application/x-www-form-urlencoded"))
    Object.assign(params, Object.fromEntries(new URLSearchParams(bytes.toString())));
  else if (type.startsWith("multipart/form-data"))
    for (const part of parts(bytes, type)) {
      if (part.file_name === undefined) params[part.name] = part.bytes.toString();
      else files.set(part.name, part);
    }
  return { params: typed(params), files };
}

function typed(params: Params): Params {
  for (const [key, value] of Object.entries(params)) {
    if (typeof value !== "string") continue;
    if (numbers.includes(key) && /^-?\d+$/.test(value)) params[key] = Number(value);
    if (objects.includes(key)) params[key] = json(value);
  }
  return params;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON");
  }
}
