import { resolve } from "node:path";
import type { App } from "../app.js";
import { drinks } from "../domain/drinks.js";
import { Failure } from "../domain/failure.js";
import { printable } from "../domain/printable.js";
import { parseTemplate, type Template } from "../domain/template.js";
import { openReport } from "../pipeline/intake.js";
import { type Context, type Options, overrides, withApp } from "./context.js";
import { type Expanded, expand, requireSources } from "./expand.js";
import { readExpected } from "./expected.js";
import { type Io, say } from "./io.js";
import type { Format } from "./report-file.js";
import { type Run, runReport } from "./run-report.js";
import { readText } from "./text-file.js";

export interface ProcessOptions extends Options {
  output?: string;
  format?: Format;
  template?: string;
  expected?: string;
}

/** `catat process`: a report from recordings. Gives the exit status. */
export async function processCommand(context: Context, paths: string[], options: ProcessOptions): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const template = options.template ? await readTemplate(options.template) : drinks;
    const run = await runFrom(options);
    const expanded = await expand(paths);
    warn(io, expanded);
    requireSources(expanded);
    if (app.settings.demo) io.err(io.messages.cli.demoModels);
    io.err(io.messages.cli.loading);
    await app.ready(context.signal);
    const report = await open(app, template, options, run, expanded);
    io.err(io.messages.cli.reportOpened(report.id, expanded.sources.length));
    return runReport(io, app, report.id, run, context.signal);
  });
}

async function runFrom(options: ProcessOptions): Promise<Run> {
  const format = options.format ?? "csv";
  return {
    format,
    path: resolve(options.output ?? `report.${format}`),
    json: options.json ?? false,
    expected: options.expected ? await readExpected(options.expected) : null,
  };
}

/** An evaluation set is no seller's batch: with `--expected` the limit of a report does not hold. */
function open(app: App, template: Template, options: ProcessOptions, run: Run, { sources }: Expanded) {
  const most = run.expected ? Number.POSITIVE_INFINITY : app.settings.maxRecordings;
  const settings = { ...overrides(options), output: run.path, format: run.format };
  return openReport(app.store, template, settings, sources, most);
}

function warn(io: Io, { repeated, empty, sources }: Expanded): void {
  for (const name of repeated) io.err(io.messages.cli.sameFile(printable(name)));
  if (sources.length === 0) return;
  for (const folder of empty) io.err(say(io, new Failure("no_recordings", { folder })));
}

/** Throws file_not_found, file_not_readable, template_invalid. */
async function readTemplate(file: string): Promise<Template> {
  const parsed = parseTemplate(parseJson(file, await readText(file)));
  if ("problems" in parsed) throw new Failure("template_invalid", { file, problems: parsed.problems });
  return parsed.template;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const given = cause instanceof Error ? cause.message : String(cause);
    const problems = [{ name: "JSON", kind: "wrong" as const, given, expected: "JSON" }];
    throw new Failure("template_invalid", { file, problems }, { cause });
  }
}
