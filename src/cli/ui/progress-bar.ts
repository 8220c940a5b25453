import { type Bar, MultiBar, Presets } from "cli-progress";
import { columnsOf, cutTo } from "../../util/display-width.js";

/** What happens to a recording now. */
export interface Doing {
  name: string;
  text: string;
}

export interface BarState {
  done: number;
  total: number;
  /** How long it will take. */
  left: string;
  doing: readonly Doing[];
}

const eraseBelow = "\u001B[J";
const between = " · ";

/** A bar with a line below it for what is under way, at the foot of a terminal; lines that stay go above. */
export class ProgressBar {
  // Lines that stay are wrapped by the terminal; those that are drawn again are fitted here, to take one line each.
  // A line that stays erases what was drawn below it, so that is drawn again even where it has not changed.
  private readonly bars = new MultiBar(
    { hideCursor: true, clearOnComplete: true, gracefulExit: false, linewrap: true, forceRedraw: true, barsize: 24 },
    Presets.shades_classic,
  );
  private drawn: { bar: Bar; below: Bar } | null = null;

  line(text: string): void {
    this.bars.log(`${eraseBelow}${text}\n`);
  }

  state({ done, total, left, doing }: BarState): void {
    const text = { left, doing: fitted(doing, (process.stderr.columns || 80) - 1) };
    this.drawn ??= {
      bar: this.bars.create(total, done, text, { format: "{bar} {value}/{total}  {left}" }),
      below: this.bars.create(1, 0, text, { format: "{doing}" }),
    };
    this.drawn.bar.update(done, text);
    this.drawn.below.update(0, text);
  }

  end(): void {
    this.bars.update();
    this.bars.stop();
  }
}

/** One line of at most so many columns: names give way, what is done to them stays. */
function fitted(doing: readonly Doing[], columns: number): string {
  const each = Math.floor((columns - between.length * (doing.length - 1)) / doing.length);
  const parts = doing.map(({ name, text }) => `${cutTo(name, each - columnsOf(text) - 1)} ${text}`);
  return cutTo(parts.join(between), columns);
}
