/** Work that runs side by side, one piece for each number at a time. What breaks one is told, and does not break the others. */
export class UnderWay {
  private readonly work = new Map<number, Promise<void>>();

  constructor(
    private readonly onError: (error: unknown, key: number) => void,
    private readonly onEnd: () => void,
  ) {}

  get keys(): number[] {
    return [...this.work.keys()];
  }

  has(key: number): boolean {
    return this.work.has(key);
  }

  start(key: number, work: Promise<unknown>): void {
    const done = work
      .then(
        () => undefined,
        (error: unknown) => this.onError(error, key),
      )
      .finally(() => {
        this.work.delete(key);
        this.onEnd();
      });
    this.work.set(key, done);
  }

  /** Until all have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.work.values());
  }
}
