import type { Problem } from "../../domain/problem.js";
import { decimal, duration, list, megabytes } from "../format.js";
import { type Messages, violationSentence } from "../messages.js";
import { violationsId } from "./violations.js";

/** What is wrong in what a person wrote. */
export function problem(p: Problem): string {
  const where = p.field ? `kolom ${p.field}: ` : "";
  const meant = p.meant ? `, maksudnya '${p.meant}'?` : "";
  switch (p.kind) {
    case "missing":
      return `${where}'${p.name}' belum ada`;
    case "unknown_name":
      return `${where}nama '${p.name}' tidak dikenal${meant}`;
    case "unknown_value":
      return `${where}${p.name} '${p.given}' tidak dikenal${meant || `; pilihannya ${p.expected}`}`;
    case "wrong":
      return `${where}'${p.name}' tidak bisa '${p.given}' (${p.expected})`;
    case "twice":
      return `${where}${p.name} '${p.given}' ada dua kali`;
    case "excess":
      return `${where}isian untuk '${p.name}' terlalu banyak`;
  }
}

/** One sentence that says what is wrong and what to do. */
export const failuresId: Messages["failures"] = {
  file_not_found: ({ file }) => `${file} tidak ada (lagi): periksa namanya, atau kirim ulang.`,
  file_not_readable: ({ file, reason }) =>
    `${file} tidak bisa dibaca (${reason}): pastikan itu berkas dan boleh dibuka.`,
  file_empty: ({ file }) => `${file} kosong: rekam atau salin ulang.`,
  not_audio: ({ file }) =>
    `${file} bukan berkas suara yang bisa dibaca: kirim mp3, wav, m4a, ogg, opus, flac, webm, amr atau mp4.`,
  no_sound: ({ file }) => `${file} tidak punya suara: kirim rekaman yang ada suaranya.`,
  damaged: ({ file }) => `${file} rusak atau terpotong: salin ulang dari ponsel, atau rekam ulang.`,
  too_short: ({ file, seconds, least }) =>
    `${file} hanya ${decimal(seconds, "id")} detik, paling sedikit ${decimal(least, "id")} detik: rekam ulang.`,
  too_long: ({ file, seconds, most }) =>
    `${file} lamanya ${duration(seconds, "id")}, paling lama ${duration(most, "id")}: bagi rekamannya, atau naikkan CATAT_MAX_MINUTES.`,
  conversion_timeout: ({ file, seconds }) =>
    `${file} tidak selesai diubah dalam ${Math.round(seconds)} detik: coba lagi, atau ubah dulu ke mp3.`,
  file_too_big: ({ file, bytes, most }) =>
    `${file} besarnya ${megabytes(bytes, "id")}, padahal dari Telegram paling besar ${megabytes(most, "id")}: bagi rekamannya, atau kirim sebagai pesan suara.`,
  download_failed: ({ file, reason }) => `${file} tidak bisa diambil dari Telegram (${reason}): kirim ulang.`,
  cancelled: ({ file }) => `${file} tidak dikerjakan: laporannya dibatalkan.`,
  worker_died: ({ file, attempts }) =>
    `Catat berhenti ${attempts} kali di tengah ${file}, jadi berkas itu disisihkan: periksa berkasnya, lalu coba lagi.`,
  recording_removed: ({ file }) =>
    `Suara ${file} sudah dihapus, jadi tidak bisa dicoba lagi: kirim ulang (CATAT_KEEP_AUDIO_DAYS mengatur berapa lama suara disimpan).`,
  usage_invalid: ({ problem: p }) =>
    `Perintah tidak bisa dimengerti: ${problem(p)}; 'catat --help' dan 'catat <perintah> --help' menunjukkan caranya.`,
  folder_not_readable: ({ folder, reason }) =>
    `Folder ${folder} tidak bisa dibaca (${reason}), jadi isinya tidak ikut: pastikan Anda boleh membukanya.`,
  no_recordings: ({ folder }) =>
    `Tidak ada berkas suara di ${folder}: sebutkan berkas, atau folder yang berisi rekaman (mp3, wav, m4a, ogg, …).`,
  report_full: ({ given, most }) =>
    `Ada ${given} rekaman, satu laporan paling banyak ${most}: bagi rekamannya, atau naikkan CATAT_MAX_RECORDINGS.`,
  report_not_found: ({ report }) => `Laporan ${report} tidak ada: 'catat reports' menampilkan yang ada.`,
  recording_not_found: ({ recording }) =>
    `Rekaman ${recording} tidak ada: 'catat show <laporan>' menampilkan isi laporan.`,
  report_unfinished: ({ report }) => `Laporan ${report} belum selesai: 'catat resume ${report}' melanjutkannya.`,
  report_of_seller: ({ report }) =>
    `Laporan ${report} milik penjual: 'catat serve', atau bot dan worker, yang melanjutkan dan mengirimnya.`,
  report_cancelled: ({ report }) => `Laporan ${report} dibatalkan penjualnya: isinya tidak dikerjakan lagi.`,
  nothing_to_retry: ({ what, repeats }) =>
    repeats
      ? `${what} sama dengan ${repeats}: coba lagi yang itu.`
      : `Tidak ada yang gagal di ${what}, jadi tidak ada yang perlu dicoba lagi: dengan --again tetap dikerjakan.`,
  engines_of_service: ({ report }) =>
    `Laporan ${report} milik penjual, dan dikerjakan dengan pengaturan layanan: atur model dan pemisah di sana, dan jangan sebutkan di sini.`,
  speech_model_elsewhere: ({ model }) =>
    `${model} tidak akan dipakai, karena CATAT_WHISPER_URL menunjuk whisper-server dengan modelnya sendiri: hapus --whisper-model, atau kosongkan CATAT_WHISPER_URL.`,
  nothing_to_export: ({ report }) =>
    `Tidak ada rekaman laporan ${report} yang berhasil, jadi tidak ada yang bisa ditulis: 'catat retry ${report}' mencoba lagi.`,
  report_removed: ({ report }) =>
    `Isi laporan ${report} sudah dihapus: masa simpannya diatur oleh CATAT_KEEP_ROWS_DAYS.`,
  data_present: ({ path }) =>
    `Folder data ${path} tidak kosong: sebutkan folder lain dengan --data-dir, atau ganti isinya dengan --force.`,
  data_in_use: ({ path }) =>
    `Catat sedang berjalan di ${path}: hentikan dulu ('catat serve', bot, worker atau process).`,
  restore_running: ({ path }) =>
    `Isi ${path} sedang diganti dengan cadangan: mulai lagi setelah 'catat restore' selesai.`,
  backup_inside: ({ file, folder }) => `${file} ada di dalam folder data ${folder}: simpan cadangan di tempat lain.`,
  output_inside: ({ file, folder }) =>
    `${file} ada di dalam folder data ${folder}, yang tidak boleh diisi yang lain: sebutkan berkas lain dengan --output.`,
  output_is_input: ({ file }) =>
    `${file} dibaca oleh perintah ini, dan akan hilang: sebutkan berkas lain dengan --output.`,
  backup_unreadable: ({ file, reason }) =>
    `${file} bukan cadangan Catat yang utuh (${reason}): salin ulang, atau pakai cadangan lain.`,
  backup_faulty: ({ file, violations }) =>
    `Cadangan ${file} berisi yang tidak boleh terjadi: ${list(violations.map((v) => violationSentence({ violations: violationsId }, v)))} --force tetap memulihkannya.`,
  token_missing: () =>
    "Token bot belum ada: minta ke @BotFather, lalu isi TELEGRAM_BOT_TOKEN, atau simpan di berkas yang disebut TELEGRAM_BOT_TOKEN_FILE.",
  token_file_unreadable: ({ path, reason }) =>
    `Berkas token ${path} tidak bisa dibaca (${reason}): perbaiki TELEGRAM_BOT_TOKEN_FILE atau izin berkasnya.`,
  token_wrong: ({ reason }) =>
    `Telegram menolak token bot (${reason}): salin ulang dari @BotFather, lengkap dan tanpa spasi.`,
  telegram_unreachable: ({ host, reason }) =>
    `Telegram tidak menjawab di ${host} (${reason}): periksa sambungan internet, atau TELEGRAM_API_ROOT.`,
  bot_running: ({ path }) =>
    `Sudah ada bot yang berjalan di ${path}: hentikan dulu, atau pakai CATAT_DATA_DIR yang lain.`,
  bot_elsewhere: () =>
    "Program lain menerima pesan bot ini dengan token yang sama: hentikan program itu, atau buat token sendiri di @BotFather.",
  user_unknown: ({ user }) =>
    `'${user}' bukan nomor pengguna Telegram: 'catat users' menampilkan siapa yang pernah menulis ke bot.`,
  message_dropped: ({ update }) =>
    `Ada kiriman ke bot yang tiga kali gagal ditangani, lalu dilewati: sebabnya ada di catat.log (update ${update}).`,
  group_moved: ({ was, now }) =>
    `Grup ${was} menjadi supergrup, dan nomornya sekarang ${now}. Bot tetap bekerja di sana. Ganti nomornya di CATAT_ALLOWED_GROUP_IDS.`,
  delivery_refused: ({ report, chat, reason }) =>
    `Telegram menolak berkas laporan ${report} untuk chat ${chat} (${reason}): dicoba lagi setiap seperempat jam; di grup, izinkan bot mengirim berkas.`,
  group_lost: ({ report, chat }) =>
    `Laporan ${report} tidak bisa dikirim ke grup ${chat}: bot dikeluarkan, tidak boleh menulis, atau grup itu tidak ada lagi di CATAT_ALLOWED_GROUP_IDS.`,
  service_stopped: ({ service, path }) =>
    `Tidak ada ${service} yang berjalan di ${path}: jalankan dengan 'catat ${service}' atau 'catat serve'.`,
  service_silent: ({ service, seconds }) =>
    `Sudah ${duration(seconds, "id")} tidak ada kabar dari ${service}: lihat lognya, lalu jalankan lagi.`,
  setting_invalid: ({ problems }) =>
    `Pengaturan tidak bisa dipakai: ${list(problems.map(problem))}; perbaiki variabel lingkungan atau .env.`,
  template_invalid: ({ file, problems }) => `Templat ${file} tidak bisa dipakai: ${list(problems.map(problem))}.`,
  expected_invalid: ({ file, reason }) =>
    `Baris pembanding di ${file} tidak bisa dipakai (${reason}): isinya harus daftar {"file", "records"}.`,
  too_many_reports: ({ most }) => `Sudah ada ${most} laporan yang dikerjakan: tunggu sampai ada yang selesai.`,
  too_many_recordings: ({ most }) => `Paling banyak ${most} rekaman dalam 24 jam: kirim sisanya besok.`,
  too_many_bytes: ({ most }) => `Paling banyak ${megabytes(most, "id")} dalam 24 jam: kirim sisanya besok.`,
  disk_full: ({ path, reserve }) =>
    reserve
      ? `Ruang disk untuk ${path} akan tersisa kurang dari ${megabytes(reserve, "id")}: kosongkan sebagian, atau turunkan CATAT_DISK_RESERVE_MB; yang sudah tersimpan tidak hilang.`
      : `Ruang disk habis untuk ${path}: kosongkan sebagian, lalu coba lagi; yang sudah tersimpan tidak hilang.`,
  path_not_writable: ({ path, reason }) => `${path} tidak bisa ditulis (${reason}): periksa folder dan izinnya.`,
  recordings_away: ({ path }) =>
    `${path} bukan folder tempat rekaman disimpan: pasang (mount) disknya, lalu yang menunggu diteruskan. Kalau rekamannya memang hilang, buat berkas kosong ${path}/.catat.`,
  store_locked: ({ path }) => `Basis data ${path} sedang dipakai program lain: coba lagi sebentar lagi.`,
  store_newer: ({ path, found, known }) =>
    `Basis data ${path} dibuat Catat yang lebih baru (versi ${found}, yang ini mengenal ${known}): perbarui Catat.`,
  store_damaged: ({ path, reason }) =>
    `Basis data ${path} rusak (${reason}): pulihkan dari salinan, atau pindahkan untuk mulai baru.`,
  sqlite_missing: ({ node }) =>
    `Paket SQLite tidak bisa dimuat di Node ${node}, misalnya sesudah Node diperbarui: jalankan 'npm run setup' di folder Catat.`,
  ffmpeg_missing: ({ program }) =>
    `Program ${program} tidak ada atau tidak jalan: pasang ffmpeg ('apt install ffmpeg'), atau isi FFMPEG_PATH dan FFPROBE_PATH.`,
  whisper_server_missing: ({ path }) => `whisper-server tidak ada di ${path}: 'npm run setup' membuatnya.`,
  speech_model_missing: ({ path }) =>
    `Model suara ${path} tidak ada: 'npm run model -- small' mengunduh model untuk suara asli; '--whisper-model demo' untuk mencoba.`,
  speech_model_damaged: ({ path }) => `Model suara ${path} rusak atau bukan model whisper.cpp: unduh ulang.`,
  vad_model_missing: ({ path }) =>
    `Model pendeteksi suara ${path} tidak ada atau rusak: 'npm run model -- silero-v6.2.0' mengunduhnya, atau kosongkan CATAT_VAD_MODEL.`,
  speech_engine_unreachable: ({ url }) =>
    `whisper-server tidak menjawab di ${url}: jalankan, atau perbaiki CATAT_WHISPER_URL.`,
  speech_engine_failed: ({ reason }) =>
    `Mesin suara gagal (${reason}): coba lagi; kalau tetap gagal, lihat catatan log.`,
  speech_timeout: ({ seconds }) =>
    `Mesin suara tidak menjawab dalam ${duration(seconds, "id")}: coba lagi, atau pakai model yang lebih kecil.`,
  ollama_unreachable: ({ host }) =>
    `Ollama tidak menjawab di ${host}: jalankan ('ollama serve'), atau perbaiki OLLAMA_HOST.`,
  ollama_model_missing: ({ model }) => `Ollama tidak punya model ${model}: ambil dengan 'ollama pull ${model}'.`,
  ollama_busy: ({ host }) =>
    `Ollama di ${host} sedang penuh: tunggu sampai selesai, atau kurangi yang memakainya bersamaan.`,
  ollama_failed: ({ reason }) => `Ollama gagal (${reason}): coba lagi; kalau tetap gagal, lihat catatan lognya.`,
  llama_missing: ({ reason }) =>
    `Model bahasa tertanam perlu paket node-llama-cpp (${reason}): pasang dengan 'npm run setup' kalau ada untuk sistem ini, atau pakai --extractor ollama.`,
  extraction_model_missing: ({ path }) =>
    `Model bahasa ${path} tidak ada: perbaiki CATAT_EMBEDDED_MODEL, atau pakai --extractor ollama.`,
  extraction_model_damaged: ({ path }) => `Model bahasa ${path} rusak atau bukan model GGUF: ambil ulang.`,
  extraction_engine_failed: ({ reason }) =>
    `Mesin model bahasa gagal (${reason}): coba lagi; kalau tetap gagal, lihat catatan log.`,
  extraction_timeout: ({ seconds }) =>
    `Model bahasa tidak menjawab dalam ${duration(seconds, "id")}: coba lagi, atau pakai model yang lebih kecil.`,
  transcript_too_long: ({ tokens, most }) =>
    `Transkrip tidak muat di model bahasa (${tokens} dari ${most} token): naikkan CATAT_CONTEXT_TOKENS.`,
  answer_cut_off: ({ tokens }) =>
    `Jawaban model bahasa terpotong setelah ${tokens} token: coba lagi, atau naikkan CATAT_CONTEXT_TOKENS.`,
  answer_invalid: ({ reason }) =>
    `Jawaban model bahasa tidak bisa dipakai (${reason}): coba lagi, atau pakai model yang lebih besar.`,
  unexpected: ({ reason }) =>
    `Ada yang salah di luar dugaan (${reason}): coba lagi; kalau tetap terjadi, lihat catatan log.`,
};
