import { shown } from "../../util/printable.js";
import type { BotMessages, TalkMessages } from "../bot-messages.js";
import { counted, duration, longDate, megabytes, personName } from "../format.js";
import { sellerId } from "./seller.js";

const hoursOf = (hours: number) => duration(hours * 3600, "id");
const keptAgain = "Kalau Anda menulis lagi, nama dan bahasanya dicatat lagi.";
const formats = "mp3, wav, m4a, ogg, opus, flac, webm, amr, mp4";

const againId = (report: string | null) => (report === null ? "" : ` ${report} dikirim begitu selesai.`);

const talk: TalkMessages = {
  welcome: ({ recordings }) =>
    [
      "Halo! Di sini pesan suara dicatat menjadi tabel.",
      "",
      'Caranya: rekam satu pesan suara, misalnya "Pak Budi, Jalan Melati nomor 12, beli tiga teh botol", lalu kirim.',
      `Boleh sampai ${recordings} rekaman untuk satu laporan. Kalau sudah semua, ketuk Selesai: tabelnya dikirim ke sini.`,
      "",
      "Penjelasan lengkapnya: /help",
    ].join("\n"),
  help: ({ recordings, bytes }) =>
    [
      "Cara pakai",
      "1. Kirim rekaman: pesan suara, berkas suara, atau video yang ada suaranya. Boleh sekaligus banyak, boleh juga diteruskan dari chat lain.",
      "2. Sebutkan nama pembeli, alamat, dan berapa minumannya. Satu rekaman boleh berisi beberapa pembeli.",
      "3. Ketuk Selesai (atau /done) kalau sudah semua. Laporannya dikirim begitu rekaman terakhir selesai dikerjakan.",
      "",
      "Batasnya",
      `• ${recordings} rekaman dalam satu laporan`,
      `• ${megabytes(bytes, "id")} untuk satu rekaman; kalau lebih, bagi rekamannya atau rekam sebagai pesan suara`,
      `• berkas: ${formats}`,
      "",
      "Perintah",
      "/status – sampai mana laporan yang sekarang",
      "/reports – laporan terakhir, bisa dikirim lagi",
      "/retry – coba lagi rekaman yang gagal",
      "/cancel – batalkan laporan yang sekarang",
      "/language – ganti bahasa",
      "/delete – hapus semua data saya",
    ].join("\n"),
  closing: (unfinished) => `Laporan ditutup. Tinggal ${unfinished} rekaman, lalu laporannya dikirim ke sini.`,
  closed: "Laporan ditutup. Semua rekaman sudah selesai, laporannya segera dikirim.",
  opensNext: "Laporan sebelumnya sudah ditutup, jadi rekaman ini membuka laporan berikutnya.",
  reminder: (recordings, hours) =>
    `Laporan ini masih terbuka, isinya ${recordings} rekaman, dan sudah ${hoursOf(hours)} tidak ada yang baru. Sudah semua? Ketuk Selesai. Belum? Kirim saja lanjutannya.`,
  closedForgotten: (hours) =>
    `Sudah ${hoursOf(hours)} tidak ada rekaman baru, jadi laporannya ditutup sendiri, dan dikirim begitu selesai. Rekaman berikutnya membuka laporan baru.`,
  notSound: "Ini bukan rekaman suara. Kirim pesan suara, berkas suara, atau video yang ada suaranya.",
  anythingElse: "Kirim pesan suara untuk dicatat, atau ketuk /help untuk melihat caranya.",
  noOpenReport: "Tidak ada laporan yang terbuka. Kirim rekaman untuk memulai yang baru.",
  elsewhere: (reports) =>
    [
      "Di chat ini tidak ada laporan yang sedang jalan. Yang ada:",
      ...reports.map((report) => `• ${report}`),
      "Ketik perintahnya di sana.",
    ].join("\n"),
  noReport: "Belum ada laporan. Kirim rekaman untuk memulai.",
  nothingToCancel: "Tidak ada laporan yang bisa dibatalkan.",
  retryElsewhere: (reports) =>
    [
      "Di chat ini tidak ada yang bisa dicoba lagi. Yang bisa:",
      ...reports.map((report) => `• ${report}`),
      "Ketik /retry di sana.",
    ].join("\n"),
  nothingToRetry: "Tidak ada rekaman yang gagal, jadi tidak ada yang perlu dicoba lagi.",
  retrying: (recordings, report) => `${recordings} rekaman dicoba lagi.${againId(report)}`,
  sentAgain: (position, report) =>
    `Rekaman ini sama dengan rekaman ${position} yang gagal${report === null ? "" : ` di ${report}`}, jadi rekaman itu dicoba lagi.${againId(report)}`,
  resending: (place) => `Laporannya segera dikirim lagi${place === null ? "" : `, ${place}`}.`,
  sendingInPrivate: "Laporannya dikirim ke chat pribadi. Belum sampai? Buka chat dengan bot ini, lalu ketuk Mulai.",
  cancelAsk: (title, recordings) =>
    `Batalkan ${title}? Isinya ${recordings} rekaman: yang belum selesai tidak dikerjakan lagi, dan laporannya tidak dikirim.`,
  cancelRetryAsk: (title, unfinished) =>
    `Hentikan percobaan ulang di ${title}? ${unfinished} rekaman yang sedang dicoba lagi tetap gagal seperti semula. Laporannya sendiri tidak dibatalkan.`,
  cancelled: "Laporan dibatalkan.",
  retryCancelled: (isNews) =>
    `Percobaan ulang dihentikan. ${isNews ? "Yang sudah berhasil masuk ke versi barunya, yang segera dikirim." : "Laporannya tetap seperti semula."}`,
  cancelKept: "Tidak jadi dibatalkan. Laporannya tetap jalan.",
  deleteAsk: (reports, keepsRows) =>
    reports === 0
      ? "Hapus nama dan bahasa Anda? Selain itu belum ada data Anda di sini. Izin memakai bot ini tidak berubah."
      : `Hapus semua data? ${reports} laporan, dengan rekaman dan isinya, juga nama dan bahasa Anda, dihapus dari mesin dan tidak bisa kembali. ${keepsRows ? "Baris dari laporan yang sudah terkirim tetap disimpan usaha, tanpa nama pengirimnya. " : ""}Berkas yang sudah terkirim ke chat tidak ikut terhapus, dan izin memakai bot ini tidak berubah.`,
  deleted: (reports, keepsRows) =>
    reports === 0
      ? `Sudah dihapus: nama dan bahasa Anda. ${keptAgain}`
      : `Sudah dihapus: ${reports} laporan dengan semua rekaman dan isinya, juga nama dan bahasa Anda.${keepsRows ? " Baris yang sudah terkirim tetap disimpan usaha, tanpa nama pengirimnya." : ""} ${keptAgain}`,
  deleteKept: "Tidak jadi dihapus. Semuanya masih ada.",
  statusDeleted: "Laporan ini sudah dihapus.",
  languageAsk: "Mau pakai bahasa apa?",
  languageChosen: "Sekarang pakai bahasa Indonesia.",
  outdated: (command) => `Pertanyaan ini sudah tidak berlaku. Kalau masih perlu, ketik /${command}.`,
  oldButton: "Tombol ini sudah tidak berlaku.",
  notYours: "Tombol ini bukan untuk Anda.",
};

export const botId: BotMessages = {
  failures: sellerId,
  talk,
  date: (at, timeZone) => longDate(at, "id-ID", timeZone),
  voiceName: (time) => `Pesan suara ${time}`,
  fileName: { report: "laporan", seller: "penjual" },
  commands: {
    start: "Mulai",
    help: "Cara pakai dan batasnya",
    done: "Sudah semua: tutup dan kirim laporannya",
    selesai: "Sama dengan /done",
    status: "Sampai mana laporannya",
    cancel: "Batalkan laporan yang sekarang",
    reports: "Laporan terakhir, bisa dikirim lagi",
    retry: "Coba lagi rekaman yang gagal",
    delete: "Hapus semua data saya",
    language: "Ganti bahasa / change language",
  },
  buttons: {
    done: "Selesai",
    cancel: "Batalkan",
    retry: "Coba lagi yang gagal",
    resend: "Kirim lagi",
    inPrivate: "Kirim ke chat pribadi",
    details: "Lihat isi rekaman",
    allow: "Izinkan",
    deny: "Tolak",
    yes: "Ya",
    no: "Tidak",
    previous: "‹ Sebelumnya",
    next: "Berikutnya ›",
    back: "‹ Daftar rekaman",
    languages: { id: "Bahasa Indonesia", en: "English" },
  },
  access: {
    stranger: (id, asked) =>
      `Maaf, bot ini hanya untuk yang sudah diberi izin. ${asked ? "Permintaannya diteruskan ke pengelola. ID Telegram Anda: " : "Berikan ID Telegram Anda ke pengelolanya: "}${id}`,
    pending: (id) => `Permintaannya masih menunggu jawaban pengelola. ID Telegram Anda: ${id}`,
    request: (person) => `${personName(person)} ingin memakai bot ini. Izinkan?`,
    allowed: "✅ Sudah diizinkan. Silakan kirim rekaman; caranya ada di /help.",
    denied: "Maaf, pengelola tidak memberi izin untuk memakai bot ini.",
    decided: (person, allowed, by) =>
      `${personName(person)} ${allowed ? "diizinkan" : "ditolak"} oleh ${shown(by, 60)}.`,
    machineFault: (sentence) => `⚠️ Mesin Catat bermasalah. ${sentence}`,
  },
  report: {
    title: (number, date, revision) => `Laporan ke-${number} · ${date}${revision > 1 ? ` · versi ke-${revision}` : ""}`,
    progress: (finished, recordings) => `${finished} dari ${recordings} rekaman`,
    fetching: "sedang diterima",
    fetchedLater: "belum bisa diambil dari Telegram, dicoba lagi",
    waitsForRoom: "menunggu: disk mesin penuh",
    queued: "menunggu giliran",
    retriedAt: (attempt, time) => `percobaan ke-${attempt} pukul ${time}`,
    waitsAgain: (attempt) => `menunggu percobaan ke-${attempt}`,
    running: "sedang dikerjakan",
    stages: { converting: "mengubah format", transcribing: "mendengarkan", extracting: "mencatat" },
    rows: (count) => `${count} baris`,
    empty: "tidak ada pesanan",
    silent: "tidak ada suara orang",
    duplicateOf: (position) => `sama dengan rekaman ${position}`,
    dropped: (rows) => `${rows} baris dibuang karena tidak diucapkan`,
    toCheck: (cells) => `${cells} isian perlu dicek`,
    flags: {
      unheard: (cells, positions) =>
        `${cells} isian bertanda ? tidak cocok dengan yang terdengar di rekaman ${positions}.`,
      out_of_bounds: (cells, positions) =>
        `${cells} isian bertanda ? tidak cocok dengan kolomnya, di rekaman ${positions}.`,
    },
    howToCheck: 'Ketuk "Lihat isi rekaman" untuk mengeceknya.',
    failed: "gagal",
    ahead: (recordings, remaining) =>
      `Ada ${recordings} rekaman orang lain lebih dulu${remaining === null ? "" : `, lalu kira-kira ${duration(remaining, "id")}`}.`,
    remaining: (seconds) => `Kira-kira ${duration(seconds, "id")} lagi.`,
    sendMore: "Kirim rekaman lagi, atau ketuk Selesai kalau sudah semua.",
    sendMoreOrTake: "Ketuk Selesai untuk menerima laporannya, atau kirim rekaman lagi.",
    full: "Laporan ini sudah penuh. Ketuk Selesai untuk menerimanya.",
    willBeSent: "Laporannya dikirim begitu rekaman terakhir selesai.",
    summary: (status, c) =>
      `${summaries[status]}: ${c.rows} baris dari ${c.recordings} rekaman${counted([
        [c.empty, "tanpa pesanan"],
        [c.failed, "gagal"],
        [c.duplicates, "kembar"],
      ])}`,
    moreRecordings: (count) => `… dan ${count} rekaman lagi`,
    moreRows: (count) => `… dan ${count} baris lagi`,
    failures: "Yang gagal:",
    demo: "Memakai model demo: hanya untuk mencoba, bukan untuk suara asli.",
    secondCopy: "Ini mungkin salinan kedua: kiriman sebelumnya tidak jelas sampai atau tidak.",
    pickRecording: "Ketuk nomor rekaman untuk melihat isinya.",
    heard: "Yang terdengar:",
    nothingHeard: "Tidak ada yang terdengar.",
    found: "Yang dicatat:",
    yes: "ya",
    no: "tidak",
    lastReports: "Laporan terakhir",
    removed: (sentHere) =>
      `Isinya tidak disimpan lagi di sini${sentHere ? "; berkasnya dulu dikirim di chat ini" : ""}`,
    pickReport: "Ketuk laporan yang mau dikirim lagi.",
    resend: (date, number) => `Kirim lagi: ${date}, ke-${number}`,
    places: { private: "di chat pribadi", group: "di sebuah grup" },
  },
};

const summaries = {
  OPEN: "Masih terbuka",
  PROCESSING: "Sedang dikerjakan",
  COMPLETED: "Selesai",
  PARTIALLY_COMPLETED: "Selesai sebagian",
  FAILED: "Gagal",
  CANCELLED: "Dibatalkan",
} as const;
