import { type Columns, Connection } from "../../src/storage/sqlite/database.js";

/** A database that keeps what it was asked: each statement with values of it, how many were run, and how many rows they gave. */
export class Watched extends Connection {
  readonly asked = new Map<string, Columns>();
  statements = 0;
  rows = 0;

  override all(sql: string, values: Columns = {}): Columns[] {
    this.note(sql, values);
    const found = super.all(sql, values);
    this.rows += found.length;
    return found;
  }

  override run(sql: string, values: Columns = {}): number {
    this.note(sql, values);
    return super.run(sql, values);
  }

  /** How many statements were run meanwhile, and how many rows they gave. */
  async during(work: () => Promise<unknown>): Promise<{ statements: number; rows: number }> {
    const before = { statements: this.statements, rows: this.rows };
    await work();
    return { statements: this.statements - before.statements, rows: this.rows - before.rows };
  }

  /** What SQLite reads from one end to the other for a statement: all but small tables, parts of the statement itself, and indexes of what is not over. */
  scans(sql: string): string[] {
    const partial = super.all("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'");
    const own = [...sql.matchAll(/WITH (\w+) AS|\) AS (\w+)/g)].flatMap(([, a, b]) => a ?? b ?? []);
    const small = [
      "json_each",
      "users",
      "asked_admins",
      "moved_groups",
      "bots",
      "notices",
      "erasures",
      "day_numbers",
      "sqlite_sequence",
      ...own,
    ];
    const isFine = (detail: string) =>
      /^SCAN (CONSTANT ROW|\(subquery|pragma_)/.test(detail) ||
      small.some((name) => detail.startsWith(`SCAN ${name}`)) ||
      partial.some(({ name }) => detail.endsWith(`INDEX ${name}`));
    const plan = super.all(`EXPLAIN QUERY PLAN ${sql}`, this.asked.get(sql)).map((r) => String(r.detail));
    return plan.filter((detail) => detail.startsWith("SCAN") && !isFine(detail));
  }

  private note(sql: string, values: Columns): void {
    this.statements++;
    this.asked.set(sql, values);
  }
}
