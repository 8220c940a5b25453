interface Closable {
  close(): unknown;
}

/** What was opened, to be closed in reverse order. */
export class Closing {
  private readonly parts: Closable[] = [];

  keep<P extends Closable>(part: P): P {
    this.parts.push(part);
    return part;
  }

  /** Closes all of it, whatever fails; then throws the first failure. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.parts.splice(0).reverse()) {
      try {
        await part.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Parts that are closed side by side. */
export function sideBySide(...parts: Closable[]): Closable {
  return {
    async close() {
      const ended = await Promise.allSettled(parts.map(async (part) => part.close()));
      const broken = ended.find((end) => end.status === "rejected");
      if (broken) throw broken.reason;
    },
  };
}
