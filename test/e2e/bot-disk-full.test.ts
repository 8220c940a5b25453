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
  const said = (id: number) => box.telegram.chat(id).map((message) => message.text);

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
  });

  it("to the last byte leaves what comes at Telegram, until it can be stored", async () => {
    const env = { CATAT_DATA_DIR: join(disk, "data"), CATAT_ADMIN_USER_IDS: String(admin.id) };
    await box.start({ ...env, CATAT_DISK_RESERVE_MB: "0" }, "bot");
    const seller = box.telegram.user(budi);
    box.telegram.user(admin).says("/start");
    seller.says("/start");
    await box.telegram.until(() => said(budi.id).length > 1 && said(admin.id).length > 1);
    const ballast = fill(disk);
    seller.sends(recording(quick));
    await box.telegram.until(() => said(admin.id).some((text) => text.includes("There is no space left on the disk")));
    expect(box.telegram.pending).toBe(1);
    rmSync(ballast);
    await box.telegram.until(() => said(budi.id).some((text) => text.includes("0 dari 1 rekaman")), 60_000);
    await box.telegram.until(() => box.telegram.pending === 0, 60_000);
    expect(said(budi.id).join()).not.toContain("❌");
  });
});
