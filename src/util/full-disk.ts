/** Whether a write did not fit: the disk, a quota or a limit on the size of a file is full. */
export function isFullDisk(error: unknown): boolean {
  return ["ENOSPC", "EDQUOT", "EFBIG"].includes((error as NodeJS.ErrnoException | null)?.code ?? "");
}
