import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Mounts a disk of so many megabytes on a folder. */
export function mount(path: string, megabytes: number, ...options: string[]): void {
  const given = [...options, `size=${megabytes}m`].join(",");
  execFileSync("mount", ["-t", "tmpfs", "-o", given, "tmpfs", path], { stdio: "ignore" });
}

export function enlarge(path: string, megabytes: number): void {
  mount(path, megabytes, "remount");
}

export function unmount(path: string): void {
  execFileSync("umount", [path]);
}

/** Whether we may mount: only root may, and not in every container. */
export function mayMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), "catat-mount-"));
  try {
    mount(path, 1);
    unmount(path);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(path);
  }
}

/** A disk of its own in the folder. */
export function smallDisk(folder: string, megabytes: number): string {
  const path = join(folder, "disk");
  mkdirSync(path);
  mount(path, megabytes);
  return path;
}

/** Fills the disk but for so many bytes; gives the file to remove. */
export function fill(disk: string, left = 0): string {
  const { bavail, bsize } = statfsSync(disk);
  const ballast = join(disk, "ballast");
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - left));
  return ballast;
}
