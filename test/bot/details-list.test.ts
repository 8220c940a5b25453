import { expect } from "vitest";
import { budi, it } from "./live.js";

it("the list of a FAILED report's recordings leaves its message, which alone has the reasons and [Coba lagi yang gagal]", async ({
  live,
  seller,
}) => {
  const { reportId } = await live.sends(seller);
  await live.works("fails");
  await live.box.store.closeReport(reportId);
  const told = await live.hears(budi.id, "Yang gagal:");
  await live.taps(seller, "Lihat isi rekaman");
  const list = await live.hears(budi.id, "Ketuk nomor rekaman");
  expect(list.message_id).not.toBe(told.message_id);
  await live.taps(seller, "1");
  await live.telegram.until(() => live.said(budi.id, "Ketuk nomor").length === 0);
  await live.taps(seller, "‹ Daftar rekaman");
  await live.telegram.until(() => live.said(budi.id, "Ketuk nomor rekaman").length === 1);
  expect(live.said(budi.id, "Ketuk nomor rekaman").map((m) => m.message_id)).toEqual([list.message_id]);
  expect(live.said(budi.id, "Yang gagal:")).toEqual([told]);
  await live.taps(seller, "Coba lagi yang gagal");
  await live.hears(budi.id, "1 rekaman dicoba lagi.");
});
