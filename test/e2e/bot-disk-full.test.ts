import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BotBox, budi, quick, recording, rowsOf } from "./bot.js";
import { fill, mayMount, smallDisk, unmount } from "./small-disk.js";

const admin = { id: 1002, first_name: "Sari", language_code: "en" };

describe.skipIf(!mayMount())("a disk without room for what comes", () => {
  let box: BotBox;
  let disk: string;
  beforeEach(async () => {
    box = await BotBox.open();
    disk = smallDisk(box.catat.folder, 20);
  });
  afterEach(async () => {
    await box.end("SIGKILL");
    unmount(disk);
    await box.close();
  });

  it("makes the recording wait; the seller and the admin are told; it is read once there is room", async () => {
    await box.start({
      CATAT_DATA_DIR: join(disk, "data"),
      CATAT_DISK_RESERVE_MB: "10",
      CATAT_ADMIN_USER_IDS: String(admin.id),
    });
    const said = (id: number) => box.telegram.chat(id).map((message) => message.text);
    box.telegram.user(admin).says("/start");
    await box.telegram.until(() => said(admin.id).length > 1);
    const ballast = fill(disk, 9 * 2 ** 20);
    const seller = box.telegram.user(budi);
    seller.sends(recording(quick));
    await box.telegram.until(() => said(budi.id).some((text) => text.includes("⏸ menunggu: disk mesin penuh")), 30_000);
    await box.telegram.until(() => said(admin.id).some((text) => text.includes("Less than 10 MB would stay free")));
    rmSync(ballast);
    seller.says("/done");
    await box.telegram.until(() => box.telegram.documents(budi.id).length > 0, 90_000);
    expect(rowsOf(box.telegram.documents(budi.id)[0]?.text ?? "")).toEqual([["", "Gang Abadi No. 28, Kudus", "3"]]);
    expect(await box.end()).toBe(0);
  }, 120_000);
});
