import { counted, decimal, duration } from "../format.js";
import type { Messages } from "../messages.js";
import { botId } from "./bot.js";
import { failuresId, problem } from "./failures.js";
import { helpId } from "./help.js";
import { violationsId } from "./violations.js";

export const id: Messages = {
  problem,
  violations: violationsId,
  failures: failuresId,
  statuses: {
    OPEN: "terbuka",
    PROCESSING: "diproses",
    COMPLETED: "selesai",
    PARTIALLY_COMPLETED: "selesai sebagian",
    FAILED: "gagal",
    CANCELLED: "dibatalkan",
  },
  recordingStatuses: {
    FETCHING: "sedang diambil",
    QUEUED: "menunggu",
    RUNNING: "berjalan",
    SUCCEEDED: "selesai",
    FAILED: "gagal",
  },
  stages: { converting: "mengubah format", transcribing: "mendengarkan", extracting: "membaca isi" },
  bot: botId,
  cli: {
    error: "Kesalahan",
    demoModels: "Memakai model demo: hanya untuk peragaan dan uji coba, bukan untuk suara asli.",
    reportOpened: (report, recordings) => `Laporan ${report}: ${recordings} rekaman.`,
    hidden: (count) => `Dilewati: ${count} rekaman tersembunyi, misalnya yang sudah dibuang.`,
    sameFile: (name) => `${name} disebut dua kali, dipakai sekali.`,
    loading: "Memuat model…",
    rows: (count) => `${count} baris`,
    nothingHeard: "tidak ada yang diucapkan",
    noRecords: "tidak ada pesanan yang disebut",
    duplicateOf: (position, name) => `rekaman yang sama dengan nomor ${position} (${name})`,
    dropped: (rows) => `${rows} baris dibuang: disalin dari contoh`,
    flags: {
      unheard: (cells, names) => `tidak cocok dengan yang terdengar (${cells} isian, di ${names})`,
      out_of_bounds: (cells, names) => `tidak cocok dengan kolomnya (${cells} isian, di ${names})`,
    },
    howToCompare: (report) => `bandingkan dengan: catat show ${report}`,
    failed: "gagal",
    retriedLater: (attempt) => `percobaan ${attempt} gagal, akan dicoba lagi`,
    estimating: "memperkirakan…",
    remaining: (seconds) => `kira-kira ${duration(seconds, "id")} lagi`,
    summary: (report, status, c) =>
      `Laporan ${report} ${id.statuses[status]}: ${c.rows} baris dari ${c.recordings} rekaman${counted([
        [c.empty, "tanpa pesanan"],
        [c.failed, "gagal"],
        [c.duplicates, "rekaman ganda"],
      ])}.`,
    written: (path) => `Ditulis ke ${path}`,
    notWritten: "Tidak ada rekaman yang berhasil, jadi tidak ada berkas yang ditulis.",
    failures: "Yang gagal, dan sebabnya:",
    howToRetry: (report) => `Coba lagi dengan: catat retry ${report}`,
    howToExport: (report) => `Barisnya tersimpan; tulis berkasnya dengan: catat export ${report}`,
    stopped: (report) => `Berhenti. Tidak ada yang hilang; lanjutkan dengan: catat resume ${report}`,
    nothingToResume: "Semua laporan sudah selesai: tidak ada yang perlu dilanjutkan.",
    noReports: "Belum ada laporan: 'catat process <berkas atau folder…>' membuatnya.",
    botRuns: (username) => `Bot @${username} siap menerima. Ctrl-C menghentikannya.`,
    workerRuns: "Pekerja mengerjakan rekaman begitu datang.",
    serviceStopped: "Berhenti. Tidak ada yang hilang; yang menunggu diteruskan saat dijalankan lagi.",
    serviceWorks: (service) => `${service} berjalan baik.`,
    noUsers: "Belum ada yang menulis ke bot.",
    userDecided: (id, allowed) => `${id} ${allowed ? "diizinkan" : "ditolak"}.`,
    userColumns: { id: "Nomor", name: "Nama", access: "Izin" },
    accesses: {
      PENDING: "meminta izin",
      ALLOWED: "diizinkan",
      DENIED: "ditolak",
      LISTED: "diizinkan oleh pengaturan",
      NONE: "tidak ada",
    },
    removed: "dihapus",
    checked: (reports) => `Semuanya baik: ${reports} laporan diperiksa.`,
    notAsItShould: (count) => `${count} hal tidak sebagaimana mestinya:`,
    backedUp: (path, reports, recordings) =>
      `Cadangan ditulis ke ${path}: ${reports} laporan, suara dari ${recordings} rekaman.`,
    restored: (path, reports, recordings) =>
      `Dipulihkan ke ${path}: ${reports} laporan, suara dari ${recordings} rekaman. 'catat serve' atau 'catat resume' melanjutkannya.`,
    tidied: ({ audio, reports, audioDays, rowsDays }) =>
      `Dihapus: suara ${audio} rekaman (disimpan ${kept(audioDays)}), transkrip dan baris ${reports} laporan (disimpan ${kept(rowsDays)}).`,
    purged: (user, reports, keepsRows) =>
      `Data ${user} sudah dihapus: ${reports} laporan.${keepsRows ? " Baris yang sudah terkirim tetap disimpan, tanpa pengirimnya (CATAT_KEEP_DELIVERED_ROWS)." : ""}`,
    nothingToPurge: (user) => `Tidak ada data ${user} yang disimpan.`,
    keepsHeard: (count) =>
      `Suara ${count} rekaman sudah dihapus: yang dulu terdengar tetap dipakai, apa pun model yang disebut.`,
    retrying: (count) => `${count} rekaman akan dicoba lagi.`,
    columns: { report: "Laporan", status: "Status", recordings: "Rekaman", rows: "Baris", created: "Dibuat" },
    recordingColumns: {
      number: "No.",
      name: "Rekaman",
      seconds: "Lama",
      note: "Keterangan",
    },
    score: {
      title: (recordings) => `Dibandingkan dengan yang diucapkan di ${recordings} rekaman:`,
      recordF1: (f1, precision, recall) => `record F1 ${f1} (presisi ${precision}, recall ${recall})`,
      field: (heading, right, of) => `${heading}: ${right} dari ${of} tepat`,
      wholly: (right, of) => `rekaman yang seluruhnya benar: ${right} dari ${of}`,
      notCompared: (count) => `${count} rekaman tidak ada di baris pembanding, tidak dibandingkan`,
    },
  },
  help: helpId,
};

function kept(days: number | null): string {
  return days === null ? "selamanya" : `${decimal(days, "id")} hari`;
}
