import { asFailure, Failure } from "../domain/failure.js";
import type { Recording } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { Template } from "../domain/template.js";
import type { FileStore, JobStore, Source } from "../ports/index.js";

/** Opens a report for the sources. Throws report_full where they are more than `most`: nothing is stored then. */
export async function openReport(
  store: JobStore,
  template: Template,
  settings: Record<string, string>,
  sources: readonly Source[],
  most: number,
  output: string | null = null,
): Promise<Report> {
  if (sources.length > most) throw new Failure("report_full", { given: sources.length, most });
  return store.createReport(template, settings, sources, output);
}

/**
 * Brings the bytes of a report's recordings that are still FETCHING into the file store, and closes the report.
 * One that cannot be had is FAILED with its reason; one that the box has no room for stays FETCHING; the others go on.
 * Gives what those that wait, wait for. Can be repeated after a stop at any line.
 */
export async function fetchAll(
  store: JobStore,
  files: FileStore,
  reportId: number,
  signal: AbortSignal,
): Promise<Failure | null> {
  let fault: Failure | null = null;
  for (const recording of await store.recordings(reportId)) {
    signal.throwIfAborted();
    if (recording.status === "FETCHING") fault = (await fetchOne(store, files, recording)) ?? fault;
  }
  await store.closeReport(reportId);
  return fault;
}

/** Gives the fault of the box that the recording has to wait for. */
async function fetchOne(store: JobStore, files: FileStore, recording: Recording): Promise<Failure | null> {
  try {
    const stored = await files.take(recording, recording.id);
    const known = await store.fetched(recording.id, stored);
    if (known?.file !== stored.file) await files.remove(stored.file);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.isSetup) return failure;
    await store.refuse(recording.id, failure);
  }
  return null;
}
