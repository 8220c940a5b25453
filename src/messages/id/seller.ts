import type { Fault, SellerFailures } from "../bot-messages.js";
import { decimal, duration, megabytes, overLimit } from "../format.js";

const again = "Rekam ulang, lalu kirim lagi.";
const machine = (): Fault => ({
  why: "mesinnya sedang bermasalah",
  todo: "Beri tahu pengelolanya. Tidak ada yang hilang.",
  ofMachine: true,
});
const engine = (): Fault => ({
  why: "mesin gagal mengolahnya",
  todo: "Ketuk Coba lagi. Kalau tetap gagal, beri tahu pengelolanya; rekamannya tidak hilang.",
  ofMachine: true,
});
const gone = (): Fault => ({ why: "tidak ada lagi di sini", todo: "Daftar laporan ada di /reports." });
const unfinished = (): Fault => ({ why: "laporannya belum selesai", todo: "Hasilnya dikirim begitu selesai." });
const lost = (): Fault => ({ why: "tidak bisa dibuka lagi di mesin", todo: "Kirim ulang rekaman ini." });

/** Failures in the words of a seller who has only a phone. */
export const sellerId: SellerFailures = {
  file_not_found: lost,
  file_not_readable: lost,
  file_empty: () => ({ why: "kosong", todo: again }),
  not_audio: () => ({
    why: "bukan rekaman suara yang bisa dibaca",
    todo: "Rekam sebagai pesan suara, lalu kirim lagi. Jenis berkas yang bisa ada di /help.",
  }),
  no_sound: () => ({ why: "tidak ada suaranya", todo: "Kirim rekaman yang ada suaranya." }),
  damaged: () => ({ why: "rusak atau terpotong", todo: again }),
  too_short: ({ seconds, least }) => ({
    why: `terlalu pendek (${decimal(seconds, "id")} detik, paling sedikit ${decimal(least, "id")} detik)`,
    todo: again,
  }),
  too_long: ({ seconds, most }) => ({
    why: `terlalu panjang (${duration(seconds, "id")}, paling lama ${duration(most, "id")})`,
    todo: "Bagi menjadi beberapa rekaman, lalu kirim satu per satu.",
  }),
  conversion_timeout: () => ({
    why: "terlalu lama diolah",
    todo: "Ketuk Coba lagi, atau rekam ulang sebagai pesan suara.",
  }),
  file_too_big: ({ bytes, most }) => ({
    why: `terlalu besar (${overLimit(bytes, most, "id")})`,
    todo: "Bagi menjadi beberapa rekaman yang lebih pendek, atau rekam langsung sebagai pesan suara di Telegram: ukurannya jauh lebih kecil.",
  }),
  download_failed: () => ({ why: "tidak bisa diambil dari Telegram", todo: "Kirim ulang rekaman ini." }),
  cancelled: () => ({ why: "tidak dikerjakan karena dibatalkan", todo: "Kirim ulang kalau masih perlu." }),
  worker_died: () => ({
    why: "mesin terhenti saat mengolahnya",
    todo: "Ketuk Coba lagi. Kalau tetap gagal, rekam ulang.",
  }),
  recording_removed: () => ({ why: "suaranya tidak disimpan lagi di sini", todo: "Kirim ulang rekaman ini." }),
  no_recordings: () => ({ why: "belum ada rekaman", todo: "Kirim rekaman dulu." }),
  report_full: ({ most }) => ({
    why: `laporan ini sudah penuh (${most} rekaman)`,
    todo: "Ketuk Selesai untuk menutupnya, lalu kirim lagi rekaman yang belum masuk: itu membuka laporan berikutnya.",
  }),
  report_not_found: gone,
  recording_not_found: gone,
  report_unfinished: unfinished,
  report_of_seller: unfinished,
  report_cancelled: () => ({ why: "laporannya sudah dibatalkan", todo: "Kirim ulang rekamannya kalau masih perlu." }),
  nothing_to_retry: () => ({ why: "tidak ada yang gagal", todo: "Jadi tidak ada yang perlu dicoba lagi." }),
  nothing_to_export: () => ({
    why: "tidak ada rekaman yang berhasil",
    todo: "Ketuk Coba lagi, atau kirim rekaman baru.",
  }),
  report_removed: ({ sentHere = false }) => ({
    why: "isi laporan ini tidak disimpan lagi di sini",
    todo: sentHere ? "Berkasnya dulu dikirim di chat ini." : "Kirim ulang rekamannya kalau masih perlu.",
  }),
  folder_not_readable: machine,
  engines_of_service: machine,
  speech_model_elsewhere: machine,
  data_present: machine,
  data_in_use: machine,
  restore_running: machine,
  backup_inside: machine,
  output_inside: machine,
  output_is_input: machine,
  backup_unreadable: machine,
  backup_faulty: machine,
  token_missing: machine,
  token_file_unreadable: machine,
  token_wrong: machine,
  telegram_unreachable: machine,
  bot_running: machine,
  bot_elsewhere: machine,
  user_unknown: machine,
  message_dropped: () => ({
    why: "pesan ini gagal ditangani",
    todo: "Coba kirim sekali lagi; kalau tetap gagal, beri tahu pengelola bot.",
  }),
  group_moved: machine,
  delivery_refused: ({ chat }) => ({
    why: chat < 0 ? "berkasnya tidak bisa dikirim ke grup" : "berkasnya ditolak Telegram",
    todo:
      chat < 0
        ? "Minta admin grup mengizinkan bot mengirim berkas, atau ketuk tombol di bawah supaya dikirim ke chat pribadi."
        : "Dicoba lagi setiap seperempat jam.",
  }),
  group_lost: () => ({
    why: "laporannya tidak bisa lagi dikirim ke grup",
    todo: "Ketuk tombol di bawah supaya dikirim ke chat pribadi.",
  }),
  service_stopped: machine,
  service_silent: machine,
  usage_invalid: machine,
  setting_invalid: machine,
  template_invalid: machine,
  expected_invalid: machine,
  too_many_reports: ({ most }) => ({
    why: `masih ada ${most} laporan yang belum selesai`,
    todo: "Tutup yang masih terbuka dengan Selesai, atau tunggu sampai salah satunya selesai, lalu kirim lagi rekaman ini.",
  }),
  too_many_recordings: ({ most }) => ({
    why: `batas ${most} rekaman dalam 24 jam sudah tercapai`,
    todo: "Kirim sisanya besok.",
  }),
  too_many_bytes: ({ most }) => ({
    why: `batas ${megabytes(most, "id")} dalam 24 jam sudah tercapai`,
    todo: "Kirim sisanya besok.",
  }),
  disk_full: machine,
  path_not_writable: machine,
  recordings_away: machine,
  store_locked: machine,
  store_newer: machine,
  store_damaged: machine,
  sqlite_missing: machine,
  ffmpeg_missing: machine,
  whisper_server_missing: machine,
  speech_model_missing: machine,
  speech_model_damaged: machine,
  vad_model_missing: machine,
  speech_engine_unreachable: machine,
  speech_engine_failed: engine,
  speech_timeout: engine,
  ollama_unreachable: machine,
  ollama_model_missing: machine,
  ollama_busy: machine,
  ollama_failed: engine,
  llama_missing: machine,
  extraction_model_missing: machine,
  extraction_model_damaged: machine,
  extraction_engine_failed: engine,
  extraction_timeout: engine,
  transcript_too_long: () => ({
    why: "terlalu banyak yang diucapkan untuk sekali olah",
    todo: "Bagi menjadi beberapa rekaman, lalu kirim satu per satu.",
  }),
  answer_cut_off: engine,
  answer_invalid: engine,
  unexpected: engine,
};
