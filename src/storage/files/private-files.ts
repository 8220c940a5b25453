let usual: number | undefined;

/**
 * From now on, all that this process and its engines make is for its owner alone. Gives the mode of a file that is made for a
 * person, who may let others read it: as their own umask has it.
 */
export function keepPrivate(): number {
  usual ??= process.umask(0o077);
  return 0o666 & ~usual;
}
