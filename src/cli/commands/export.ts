import { resolve } from "node:path";
import { isStdout } from "../../app/app.js";
import { Failure } from "../../domain/failure.js";
import { isSettled } from "../../domain/report.js";
import { printable } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";
import { reportNumber } from "../input/numbers.js";
import { type Format, writeReport } from "../report-file.js";
import { requireReport } from "../run-report.js";
import { aside } from "../ui/io.js";
import { unfinished } from "../unfinished.js";

export interface ExportOptions extends Options {
  output?: string;
  format?: Format;
}

/** `catat export <report>`: writes the file of a finished report again. */
export async function exportCommand(context: Context, report: string, options: ExportOptions): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const view = await requireReport(app, reportNumber(report));
    if (!isSettled(view.report.status)) throw unfinished(view.report);
    if (view.report.removedAt !== null) throw new Failure("report_removed", { report });
    if (view.report.status === "FAILED") throw new Failure("nothing_to_export", { report });
    const format = options.format ?? "csv";
    const path = resolve(options.output ?? `report-${view.report.id}.${format}`);
    await writeReport(io, app, view, { path, format, delimiter: app.settings.delimiter });
    const shown = (await isStdout(path)) ? aside(io) : io;
    if (options.json) shown.json({ report: view.report.id, output: path });
    else shown.out(io.messages.cli.written(printable(path)));
    return 0;
  });
}
