import type { ChatStore, StatusMessage } from "../../ports/bot.js";

/** What depends on time, on this box's pace and on others' recordings is looked at so often. */
const beatMs = 10_000;

/** Which status messages may have something new to show: nothing is read, and none is made anew, where nothing has changed. */
export class News {
  private version: string | null = null;
  private waiting: StatusMessage[] = [];
  private readonly shown = new Map<number, { state: string; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  async due(chats: Pick<ChatStore, "version" | "statusesDue">): Promise<StatusMessage[]> {
    const version = await chats.version();
    if (version !== this.version) {
      this.waiting = await chats.statusesDue();
      this.version = version;
      this.forgetOthers();
    }
    return this.waiting.filter((status) => this.isNews(status));
  }

  /** It shows what there is to show. */
  told({ report, state }: StatusMessage): void {
    this.shown.set(report.id, { state, at: this.now() });
  }

  private isNews({ report, state }: StatusMessage): boolean {
    const told = this.shown.get(report.id);
    return told === undefined || told.state !== state || this.now() - told.at >= beatMs;
  }

  private forgetOthers(): void {
    const due = new Set(this.waiting.map(({ report }) => report.id));
    for (const id of this.shown.keys()) if (!due.has(id)) this.shown.delete(id);
  }
}
