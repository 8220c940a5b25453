/**
 * FETCHING: known, its bytes not yet ours. QUEUED: waits for a worker. RUNNING: a worker holds its lease.
 * SUCCEEDED and FAILED are final until somebody asks for a retry.
 */
export type RecordingStatus = "FETCHING" | "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";
