import { readFileSync } from "node:fs";
import { cpus } from "node:os";

// What a compiler told "this CPU" may use. The rest of the kernel's list changes with the kernel, not with the CPU.
const X86 = /^(sse|ssse|avx|fma|f16c|bmi|abm|popcnt|movbe|gfni|vaes|vpclmulqdq|aes|sha_ni)/;

/** @returns {string} a name for the kind of CPU that code was built for */
export function cpuName() {
  const info = readOrEmpty("/proc/cpuinfo");
  return [cpus()[0]?.model.trim() ?? "unknown", ...instructionSets(info)].join(" ");
}

/**
 * @param {string} cpuinfo the text of /proc/cpuinfo
 * @returns {string[]}
 */
export function instructionSets(cpuinfo) {
  const x86 = /^flags\s*:\s*(.*)$/m
    .exec(cpuinfo)?.[1]
    ?.split(" ")
    .filter((flag) => X86.test(flag));
  const arm = /^Features\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(" ");
  return (x86 ?? arm ?? []).sort();
}

/** @param {string} file */
function readOrEmpty(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
