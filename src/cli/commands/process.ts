import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { App } from "../../app/app.js";
import { Failure } from "../../domain/failure.js";
import { parseTemplate, type Template } from "../../domain/template.js";
import { drinks } from "../../domain/templates/drinks.js";
import { openReport } from "../../reports/import.js";
import { printable } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";
import { type Expanded, expand, requireSources } from "../input/expand.js";
import { readExpected } from "../input/expected.js";
import { readText } from "../input/text-file.js";
import type { Format } from "../report-file.js";
import { type Run, runReport } from "../run-report.js";
import { overrides } from "../run-settings.js";
import { type Io, say } from "../ui/io.js";

export interface ProcessOptions extends Options {
  output?: string;
  format?: Format;
  template?: string;
  expected?: string;
}

/** `catat process`: a report from recordings. Gives the exit status. */
export async function processCommand(context: Context, paths: string[], options: ProcessOptions): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    app.sweep();
    const template = options.template ? await readTemplate(options.template) : drinks;
    const run = await runFrom(options);
    await app.requireOutput(run.path);
    const expanded = await expand(paths);
    warn(io, expanded);
    requireSources(expanded);
    await requireUnread(run.path, [...expanded.sources.map((s) => s.source), options.template, options.expected]);
    if (app.settings.demo) io.err(io.messages.cli.demoModels);
    io.err(io.messages.cli.loading);
    await app.ready(context.signal);
    const settings = { ...overrides(options, context.env), format: run.format };
    const report = await openReport(app.store, template, settings, expanded.sources, mostOf(app, run), run.path);
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

/** Throws output_is_input where the file to write is one of those that are read. */
async function requireUnread(output: string, read: readonly (string | undefined)[]): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  const place = await real(output);
  for (const path of read)
    if (path !== undefined && (await real(path)) === place) throw new Failure("output_is_input", { file: output });
}

/** An evaluation set is no seller's batch: with `--expected` the limit of a report does not hold. */
function mostOf(app: App, run: Run): number {
  return run.expected ? Number.POSITIVE_INFINITY : app.settings.maxRecordings;
}

function warn(io: Io, { repeated, empty, sources, hidden, unreadable }: Expanded): void {
  for (const name of repeated) io.err(io.messages.cli.sameFile(printable(name)));
  if (hidden > 0) io.err(io.messages.cli.hidden(hidden));
  if (sources.length === 0) return;
  for (const failure of unreadable) io.err(say(io, failure));
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
