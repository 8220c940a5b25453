import type { Problem } from "../domain/problem.js";
import { botId } from "./bot-id.js";
import { counted, decimal, duration, list, megabytes } from "./format.js";
import { type Messages, violationSentence } from "./messages.js";
import { violationsId } from "./violations-id.js";

function problem(p: Problem): string {
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

export const id: Messages = {
  problem,
  violations: violationsId,
  failures: {
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
    nothing_to_retry: ({ what }) => `Tidak ada yang gagal di ${what}, jadi tidak ada yang perlu dicoba lagi.`,
    nothing_to_export: ({ report }) =>
      `Tidak ada rekaman laporan ${report} yang berhasil, jadi tidak ada yang bisa ditulis: 'catat retry ${report}' mencoba lagi.`,
    report_removed: ({ report }) =>
      `Isi laporan ${report} sudah dihapus: masa simpannya diatur oleh CATAT_KEEP_ROWS_DAYS.`,
    data_present: ({ path }) =>
      `Folder data ${path} tidak kosong: sebutkan folder lain dengan --data-dir, atau ganti isinya dengan --force.`,
    data_in_use: ({ path }) =>
      `Catat sedang berjalan di ${path}: hentikan dulu ('catat serve', bot, worker atau process).`,
    backup_inside: ({ file, folder }) => `${file} ada di dalam folder data ${folder}: simpan cadangan di tempat lain.`,
    backup_unreadable: ({ file, reason }) =>
      `${file} bukan cadangan Catat yang utuh (${reason}): salin ulang, atau pakai cadangan lain.`,
    backup_faulty: ({ file, violations }) =>
      `Cadangan ${file} berisi yang tidak boleh terjadi: ${list(violations.map((v) => violationSentence(id, v)))} --force tetap memulihkannya.`,
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
    store_locked: ({ path }) => `Basis data ${path} sedang dipakai program lain: coba lagi sebentar lagi.`,
    store_newer: ({ path, found, known }) =>
      `Basis data ${path} dibuat Catat yang lebih baru (versi ${found}, yang ini mengenal ${known}): perbarui Catat.`,
    store_damaged: ({ path, reason }) =>
      `Basis data ${path} rusak (${reason}): pulihkan dari salinan, atau pindahkan untuk mulai baru.`,
    ffmpeg_missing: ({ program }) =>
      `Program ${program} tidak ada: pasang ffmpeg ('apt install ffmpeg'), atau isi FFMPEG_PATH dan FFPROBE_PATH.`,
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
    ollama_failed: ({ reason }) => `Ollama gagal (${reason}): coba lagi; kalau tetap gagal, lihat catatan lognya.`,
    llama_missing: ({ reason }) =>
      `Model bahasa tertanam perlu paket node-llama-cpp (${reason}): pasang dengan 'npm ci', atau pakai --extractor ollama.`,
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
  },
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
    sameFile: (name) => `${name} disebut dua kali, dipakai sekali.`,
    loading: "Memuat model…",
    rows: (count) => `${count} baris`,
    nothingHeard: "tidak ada yang diucapkan",
    noRecords: "tidak ada pesanan yang disebut",
    duplicateOf: (position, name) => `rekaman yang sama dengan nomor ${position} (${name})`,
    dropped: (rows) => `${rows} baris dibuang: disalin dari contoh`,
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
    purged: (user, reports, keepsRows) =>
      `Data ${user} sudah dihapus: ${reports} laporan.${keepsRows ? " Baris yang sudah terkirim tetap disimpan, tanpa pengirimnya (CATAT_KEEP_DELIVERED_ROWS)." : ""}`,
    nothingToPurge: (user) => `Tidak ada data ${user} yang disimpan.`,
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
  help: {
    program: "Rekaman suara masuk, tabel keluar, di komputer milik sendiri.",
    process: "membuat laporan dari rekaman",
    resume: "melanjutkan laporan yang terhenti (semua yang belum selesai, kalau tidak disebut)",
    reports: "daftar laporan",
    show: "menampilkan laporan: rekamannya, yang terdengar, barisnya",
    export: "menulis laporan ke berkas lagi",
    retry: "mencoba lagi yang gagal: laporan (3) atau satu rekamannya (3.2)",
    serve: "jalankan bot Telegram dan pekerja dalam satu proses",
    bot: "jalankan bot Telegram saja; 'catat worker' di sebelahnya yang mengerjakan",
    worker: "kerjakan yang diterima bot, di folder data yang sama",
    health: "apakah bot dan pekerja (worker) berjalan dan bisa bekerja; status keluar 1 kalau tidak",
    users: "daftar yang pernah menulis ke bot, dan beri atau cabut izin",
    allow: "izinkan seseorang",
    deny: "tolak seseorang, atau cabut izinnya",
    serviceArgument: "bot atau worker; keduanya kalau tidak disebut",
    userArgument: "nomor Telegram orangnya",
    check: "memeriksa apakah basis data dan berkas utuh dan cocok, juga saat Catat berjalan",
    backup: "menulis basis data dan rekaman ke satu berkas, juga saat Catat berjalan",
    restore: "memulihkan cadangan ke folder data",
    purge: "menghapus semua data satu pengguna",
    archiveArgument: "berkas cadangan (.tar)",
    force: "menggantikan isi folder data, dan juga kalau cadangannya bercacat",
    user: "nomor Telegram penggunanya",
    examples: "Contoh:",
    titles: { usage: "Pemakaian:", arguments: "Isian:", options: "Pilihan:", commands: "Perintah:" },
    help: "menampilkan bantuan ini",
    version: "menampilkan versi",
    files: "berkas suara (mp3, wav, m4a, ogg, opus, flac, webm, amr, mp4), atau foldernya",
    reportArgument: "nomor laporan",
    retryArgument: "nomor laporan (3), atau satu rekaman di dalamnya (3.2)",
    output: "berkas yang ditulis",
    format: "csv, atau json dengan yang terdengar dan letaknya",
    template: "berkas JSON dengan kolom lain yang harus dicatat",
    extractor: "siapa yang membaca transkrip: ollama, atau embedded (tanpa server)",
    whisperModel: "model suara: nama di models/ (small), alamat berkas, atau demo",
    extractionModel: "model bahasa: nama yang dikenal Ollama, atau berkas GGUF, atau demo",
    delimiter: "pemisah sel: , atau ; (untuk Excel dengan pengaturan Indonesia)",
    expected: "berkas JSON dengan baris yang diucapkan: menampilkan berapa yang benar",
    lang: "bahasa pesan: en atau id",
    json: "menampilkan satu dokumen JSON, untuk skrip",
    dataDir: "folder basis data dan rekaman",
    verbose: "menulis log ke terminal, bukan ke berkas",
    settings: "Setiap pengaturan adalah variabel lingkungan (atau baris di .env); daftarnya ada di README.",
  },
};
