import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Catat, demo, type Ended, named, recordings, repeatable } from "./catat.js";

const catat = new Catat();
afterAll(() => catat.remove());

describe("a finished report", () => {
  let run: Ended;
  beforeAll(async () => {
    const files = [join(recordings, "10.ogg"), join(recordings, "07.ogg"), "gone.ogg"];
    const args = ["process", ...files, ...demo, "--format", "json", "-o", "out.json", "--json"];
    run = await catat.run(args, repeatable);
  });

  it("is the same document on stdout, in the JSON file, and when it is shown or exported", async () => {
    expect(run.code).toBe(2);
    const { output, score, ...printed } = JSON.parse(run.out);
    expect(output).toBe(catat.path("out.json"));
    expect(score).toBeNull();
    expect(named(printed, "07.ogg").transcript?.text).toMatch(/^Pak Haryanto/);
    expect(JSON.parse(readFileSync(catat.path("out.json"), "utf8"))).toEqual(printed);
    expect(JSON.parse((await catat.run(["show", "1", "--json"])).out)).toEqual(printed);
    const exported = await catat.run(["export", "1", "--format", "json", "--json"]);
    expect(JSON.parse(exported.out)).toEqual({ report: 1, output: catat.path("report-1.json") });
    expect(JSON.parse(readFileSync(catat.path("report-1.json"), "utf8"))).toEqual(printed);
  });

  it.each([",", ";"])("is exported with '%s' between the cells", async (delimiter) => {
    const { code, out } = await catat.run(["export", "1", "--delimiter", delimiter, "-o", "out.csv"]);
    expect(code).toBe(0);
    expect(out).toBe(`Written to ${catat.path("out.csv")}\n`);
    expect(parse(readFileSync(catat.path("out.csv")), { bom: true, delimiter })).toEqual([
      ["Nama", "Alamat", "Jumlah minuman yang di beli"],
      ["", "Gang Abadi No. 28, Kudus", "3"],
      ["Haryanto", "Jalan Setiabudi No. 118 RT 13 RW 15", "15"],
    ]);
  });

  it("is shown with what became of each recording, what was heard, and its rows", async () => {
    const { out } = await catat.run(["show", "1"]);
    expect(out).toContain("Report 1 is partially completed: 2 rows from 3 recordings (1 failed).");
    expect(out).toMatch(/│ 1\.1 +│ 10\.ogg +│ 8 s +│ 1 row +│/);
    expect(out).toContain("1.2 07.ogg: Pak Haryanto, rumahnya di Jalan Setiabudi");
    expect(out).toMatch(/│ Haryanto +│ Jalan Setiabudi No\. 118 RT 13 RW 15 +│ +15 │/);
    expect(out).toContain("1.3  gone.ogg is not there (any more): check the name, or send it again.");
  });

  it("is in the list of reports", async () => {
    expect((await catat.run(["reports", "--lang", "id"])).out).toMatch(/│ +1 │ selesai sebagian +│ +3 │ +2 │ 20\d\d-/);
    const [listed] = JSON.parse((await catat.run(["reports", "--json"])).out);
    expect(listed).toMatchObject({ report: 1, status: "PARTIALLY_COMPLETED", recordings: 3, rows: 2, failed: 1 });
  });

  it("leaves nothing to resume", async () => {
    const { code, out, err } = await catat.run(["resume"]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: "",
      err: "Every report is finished: there is nothing to resume.\n",
    });
  });

  it("is shown to a reader that stops reading early without a crash", async () => {
    const child = catat.start(["show", "1"]);
    child.stdout?.destroy();
    let err = "";
    child.stderr?.on("data", (chunk) => {
      err += chunk;
    });
    const [code] = await once(child, "close");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });
});

describe("a number that belongs to nothing", () => {
  it.each([
    ["show 99", "There is no report 99: 'catat reports' lists those there are."],
    ["show abc", "There is no report abc: 'catat reports' lists those there are."],
    ["export 99", "There is no report 99: 'catat reports' lists those there are."],
    ["resume 99", "There is no report 99: 'catat reports' lists those there are."],
    ["retry 1.9", "There is no recording 1.9: 'catat show <report>' lists those of a report."],
    ["retry 1.1", "Nothing failed in 1.1, so there is nothing to retry: --again works on it all the same."],
  ])("catat %s", async (command, sentence) => {
    const { code, err } = await catat.run(command.split(" "));
    expect(code).toBe(1);
    expect(err).toBe(`Error: ${sentence}\n`);
  });
});
