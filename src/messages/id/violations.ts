import type { Messages } from "../messages.js";

/** Yang tidak boleh terjadi, dalam kata-kata pengelola. */
export const violationsId: Messages["violations"] = {
  recording_unfinished: ({ report, recording, status }) =>
    `Laporan ${report} sudah selesai, tetapi rekaman ${report}.${recording} belum (${status}).`,
  failure_unnamed: ({ report, recording }) => `Rekaman ${report}.${recording} gagal tanpa keterangan sebabnya.`,
  duplicate_unnamed: ({ report, recording }) =>
    `Rekaman ${report}.${recording} dianggap kembar, tetapi bukan dari rekaman di laporannya.`,
  status_wrong: ({ report, status, due }) =>
    `Laporan ${report} berstatus ${status}, padahal menurut rekamannya seharusnya ${due}.`,
  rows_misplaced: ({ report, recording, status }) =>
    `Rekaman ${report}.${recording} punya baris, padahal seharusnya tidak ada (${status}).`,
  delivery_missing: ({ report, revision }) =>
    `Versi ${revision} dari laporan ${report} tidak punya kiriman, terkirim atau menunggu.`,
  delivery_excess: ({ report, revision }) => `Laporan ${report} punya kiriman berlebih, versi ${revision}.`,
  lease_outlived: ({ report, recording }) =>
    `Rekaman ${report}.${recording} masih dipegang pekerja yang sudah berhenti: 'catat worker' atau 'catat resume' mengambilnya kembali.`,
  file_missing: ({ report, recording, file }) =>
    `Suara rekaman ${report}.${recording} hilang dari disk (recordings/${file}).`,
  file_unnamed: ({ file }) => `recordings/${file} bukan milik rekaman mana pun: pindahkan.`,
  folder_away: ({ path }) => `${path} bukan folder tempat rekaman disimpan: pasang (mount) disknya.`,
  database_damaged: ({ reason }) => `Basis data rusak (${reason}): pulihkan dari cadangan dengan 'catat restore'.`,
  reference_broken: ({ table, row }) => `Baris ${row} di tabel ${table} milik sesuatu yang tidak ada.`,
};
