import type { Problem } from "../../domain/problem.js";
import { decimal, duration, list, megabytes, plural } from "../format.js";
import { type Messages, violationSentence } from "../messages.js";
import { violationsEn } from "./violations.js";

/** What is wrong in what a person wrote. */
export function problem(p: Problem): string {
  const where = p.field ? `field ${p.field}: ` : "";
  const meant = p.meant ? `, did you mean '${p.meant}'?` : "";
  switch (p.kind) {
    case "missing":
      return `${where}'${p.name}' is missing`;
    case "unknown_name":
      return `${where}unknown name '${p.name}'${meant}`;
    case "unknown_value":
      return `${where}unknown ${p.name} '${p.given}'${meant || `; it can be ${p.expected}`}`;
    case "wrong":
      return `${where}'${p.name}' cannot be '${p.given}' (${p.expected})`;
    case "twice":
      return `${where}the ${p.name} '${p.given}' is there twice`;
    case "excess":
      return `${where}more was given than '${p.name}' takes`;
  }
}

/** One sentence that says what is wrong and what to do. */
export const failuresEn: Messages["failures"] = {
  file_not_found: ({ file }) => `${file} is not there (any more): check the name, or send it again.`,
  file_not_readable: ({ file, reason }) =>
    `${file} cannot be read (${reason}): check that it is a file and that you may open it.`,
  file_empty: ({ file }) => `${file} is empty: record or copy it again.`,
  not_audio: ({ file }) =>
    `${file} is not a sound file that can be read: send mp3, wav, m4a, ogg, opus, flac, webm, amr or mp4.`,
  no_sound: ({ file }) => `${file} has no sound track: send a recording with sound.`,
  damaged: ({ file }) => `${file} is damaged or cut off: copy it again from the phone, or record it again.`,
  too_short: ({ file, seconds, least }) =>
    `${file} lasts ${decimal(seconds, "en")} s, and at least ${decimal(least, "en")} s are needed: record it again.`,
  too_long: ({ file, seconds, most }) =>
    `${file} lasts ${duration(seconds, "en")}, and at most ${duration(most, "en")} are taken: split it, or raise CATAT_MAX_MINUTES.`,
  conversion_timeout: ({ file, seconds }) =>
    `${file} could not be converted within ${Math.round(seconds)} s: try again, or convert it to mp3 first.`,
  file_too_big: ({ file, bytes, most }) =>
    `${file} has ${megabytes(bytes, "en")}, and Telegram gives a bot at most ${megabytes(most, "en")}: split the recording, or send it as a voice note.`,
  download_failed: ({ file, reason }) => `${file} could not be fetched from Telegram (${reason}): send it again.`,
  cancelled: ({ file }) => `${file} was not worked on: its report was cancelled.`,
  worker_died: ({ file, attempts }) =>
    `Catat stopped ${plural(attempts, "time", "times")} in the middle of ${file}, so it was set aside: check the file, then retry it.`,
  recording_removed: ({ file }) =>
    `The sound of ${file} was removed, so it cannot be tried again: send it anew (CATAT_KEEP_AUDIO_DAYS says how long sound is kept).`,
  usage_invalid: ({ problem: p }) =>
    `The command cannot be understood: ${problem(p)}; 'catat --help' and 'catat <command> --help' show how.`,
  folder_not_readable: ({ folder, reason }) =>
    `The folder ${folder} cannot be read (${reason}), so what is in it is left out: check that you may open it.`,
  no_recordings: ({ folder }) =>
    `There is no sound file in ${folder}: name files, or a folder that holds some (mp3, wav, m4a, ogg, …).`,
  report_full: ({ given, most }) =>
    `${given} recordings were given, and a report takes at most ${most}: split them up, or raise CATAT_MAX_RECORDINGS.`,
  report_not_found: ({ report }) => `There is no report ${report}: 'catat reports' lists those there are.`,
  recording_not_found: ({ recording }) =>
    `There is no recording ${recording}: 'catat show <report>' lists those of a report.`,
  report_unfinished: ({ report }) => `Report ${report} is not finished: 'catat resume ${report}' goes on with it.`,
  report_of_seller: ({ report }) =>
    `Report ${report} is a seller's: 'catat serve', or bot and worker, goes on with it and sends it.`,
  report_cancelled: ({ report }) =>
    `Report ${report} was cancelled by its seller: nothing in it is worked on any more.`,
  nothing_to_retry: ({ what, repeats }) =>
    repeats
      ? `${what} repeats ${repeats}: try that one again.`
      : `Nothing failed in ${what}, so there is nothing to retry: --again works on it all the same.`,
  engines_of_service: ({ report }) =>
    `Report ${report} is a seller's, and is worked on with the settings of the service: set models and delimiter there, and leave them out here.`,
  speech_model_elsewhere: ({ model }) =>
    `${model} would not be used, since CATAT_WHISPER_URL names a whisper-server that has its own model: leave out --whisper-model, or unset CATAT_WHISPER_URL.`,
  nothing_to_export: ({ report }) =>
    `No recording of report ${report} succeeded, so there is nothing to export: 'catat retry ${report}' tries again.`,
  report_removed: ({ report }) =>
    `What was in report ${report} has been removed: it was kept for as long as CATAT_KEEP_ROWS_DAYS says.`,
  data_present: ({ path }) =>
    `The data folder ${path} is not empty: name another one with --data-dir, or put the backup in its place with --force.`,
  data_in_use: ({ path }) => `Catat is running on ${path}: stop it first ('catat serve', bot, worker or process).`,
  restore_running: ({ path }) =>
    `A backup is being put in the place of ${path}: start again when 'catat restore' is done.`,
  backup_inside: ({ file, folder }) => `${file} is inside the data folder ${folder}: keep backups elsewhere.`,
  output_inside: ({ file, folder }) =>
    `${file} is inside the data folder ${folder}, which nothing else is written into: name another file with --output.`,
  output_is_input: ({ file }) => `${file} is read by this command, and would be lost: name another file with --output.`,
  backup_unreadable: ({ file, reason }) =>
    `${file} is no whole backup of Catat (${reason}): copy it again, or use another one.`,
  backup_faulty: ({ file, violations }) =>
    `The backup ${file} holds what must not be: ${list(violations.map((v) => violationSentence({ violations: violationsEn }, v)))} --force restores it all the same.`,
  token_missing: () =>
    "The bot's token is missing: @BotFather gives one; put it in TELEGRAM_BOT_TOKEN, or in a file that TELEGRAM_BOT_TOKEN_FILE names.",
  token_file_unreadable: ({ path, reason }) =>
    `The token file ${path} cannot be read (${reason}): correct TELEGRAM_BOT_TOKEN_FILE or the file's permissions.`,
  token_wrong: ({ reason }) =>
    `Telegram does not accept the bot's token (${reason}): copy it again from @BotFather, whole and without spaces.`,
  telegram_unreachable: ({ host, reason }) =>
    `Telegram does not answer at ${host} (${reason}): check the internet connection, or TELEGRAM_API_ROOT.`,
  bot_running: ({ path }) => `A bot is running on ${path} already: stop it first, or use another CATAT_DATA_DIR.`,
  bot_elsewhere: () =>
    "Another program receives this bot's messages with the same token: stop it, or make a token of its own with @BotFather.",
  user_unknown: ({ user }) => `'${user}' is no Telegram user number: 'catat users' lists who wrote to the bot.`,
  message_dropped: ({ update }) =>
    `What somebody sent to the bot could not be handled, three times, and was left out: catat.log says why (update ${update}).`,
  group_moved: ({ was, now }) =>
    `Group ${was} became a supergroup, and its number is now ${now}. The bot goes on there. Change the number in CATAT_ALLOWED_GROUP_IDS.`,
  delivery_refused: ({ report, chat, reason }) =>
    `Telegram does not take the file of report ${report} for chat ${chat} (${reason}): it is tried again every quarter of an hour; in a group, let the bot send files.`,
  group_lost: ({ report, chat }) =>
    `Report ${report} cannot be delivered to group ${chat}: the bot was removed there, may not write, or CATAT_ALLOWED_GROUP_IDS does not name it any more.`,
  service_stopped: ({ service, path }) =>
    `No ${service} runs on ${path}: start it with 'catat ${service}' or 'catat serve'.`,
  service_silent: ({ service, seconds }) =>
    `The ${service} has said nothing for ${duration(seconds, "en")}: see its log, and start it again.`,
  setting_invalid: ({ problems }) =>
    `The settings cannot be used: ${list(problems.map(problem))}; correct the environment or .env.`,
  template_invalid: ({ file, problems }) => `The template ${file} cannot be used: ${list(problems.map(problem))}.`,
  expected_invalid: ({ file, reason }) =>
    `The expected rows in ${file} cannot be used (${reason}): it must be a list of {"file", "records"}.`,
  too_many_reports: ({ most }) => `${most} reports are under way already: wait until one is finished.`,
  too_many_recordings: ({ most }) => `${most} recordings in 24 hours is the most: send the rest tomorrow.`,
  too_many_bytes: ({ most }) => `${megabytes(most, "en")} in 24 hours is the most: send the rest tomorrow.`,
  disk_full: ({ path, reserve }) =>
    reserve
      ? `Less than ${megabytes(reserve, "en")} would stay free on the disk of ${path}: free some, or lower CATAT_DISK_RESERVE_MB; nothing stored is lost.`
      : `There is no space left on the disk for ${path}: free some, then try again; nothing stored is lost.`,
  path_not_writable: ({ path, reason }) =>
    `${path} cannot be written (${reason}): check the folder and its permissions.`,
  recordings_away: ({ path }) =>
    `${path} is not the folder that the recordings were put into: mount its disk, and what waits goes on. Where they are lost for good, make an empty file ${path}/.catat.`,
  store_locked: ({ path }) => `The database ${path} is busy with another program: try again in a moment.`,
  store_newer: ({ path, found, known }) =>
    `The database ${path} was made by a newer Catat (version ${found}, this one knows ${known}): update Catat.`,
  store_damaged: ({ path, reason }) =>
    `The database ${path} is damaged (${reason}): restore a copy, or move it away to begin anew.`,
  sqlite_missing: ({ node }) =>
    `The SQLite package does not load in Node ${node}, as after an upgrade of Node: 'npm run setup' in Catat's folder mends it.`,
  ffmpeg_missing: ({ program }) =>
    `The program ${program} is missing or does not run: install ffmpeg ('apt install ffmpeg'), or set FFMPEG_PATH and FFPROBE_PATH.`,
  whisper_server_missing: ({ path }) => `whisper-server is not at ${path}: 'npm run setup' builds it.`,
  speech_model_missing: ({ path }) =>
    `The speech model ${path} is missing: 'npm run model -- small' downloads one for real voices; '--whisper-model demo' is for trying out.`,
  speech_model_damaged: ({ path }) => `The speech model ${path} is damaged or no whisper.cpp model: download it again.`,
  vad_model_missing: ({ path }) =>
    `The voice-activity model ${path} is missing or damaged: 'npm run model -- silero-v6.2.0' downloads it, or unset CATAT_VAD_MODEL.`,
  speech_engine_unreachable: ({ url }) =>
    `whisper-server does not answer at ${url}: start it, or correct CATAT_WHISPER_URL.`,
  speech_engine_failed: ({ reason }) => `The speech engine failed (${reason}): try again; if it stays, see the log.`,
  speech_timeout: ({ seconds }) =>
    `The speech engine gave no answer within ${duration(seconds, "en")}: try again, or use a smaller model.`,
  ollama_unreachable: ({ host }) =>
    `Ollama does not answer at ${host}: start it ('ollama serve'), or correct OLLAMA_HOST.`,
  ollama_model_missing: ({ model }) => `Ollama does not have the model ${model}: 'ollama pull ${model}' fetches it.`,
  ollama_busy: ({ host }) =>
    `Ollama at ${host} is busy: wait until it has done its work, or let fewer programs use it at once.`,
  ollama_failed: ({ reason }) => `Ollama failed (${reason}): try again; if it stays, see its log.`,
  llama_missing: ({ reason }) =>
    `The embedded language model needs the package node-llama-cpp (${reason}): 'npm run setup' installs it where there is one for the system, or use --extractor ollama.`,
  extraction_model_missing: ({ path }) =>
    `The language model ${path} is missing: correct CATAT_EMBEDDED_MODEL, or use --extractor ollama.`,
  extraction_model_damaged: ({ path }) => `The language model ${path} is damaged or no GGUF model: fetch it again.`,
  extraction_engine_failed: ({ reason }) =>
    `The language model's engine failed (${reason}): try again; if it stays, see the log.`,
  extraction_timeout: ({ seconds }) =>
    `The language model gave no answer within ${duration(seconds, "en")}: try again, or use a smaller model.`,
  transcript_too_long: ({ tokens, most }) =>
    `The transcript does not fit the language model (${tokens} of ${most} tokens): raise CATAT_CONTEXT_TOKENS.`,
  answer_cut_off: ({ tokens }) =>
    `The language model's answer was cut off after ${tokens} tokens: try again, or raise CATAT_CONTEXT_TOKENS.`,
  answer_invalid: ({ reason }) =>
    `The language model's answer could not be used (${reason}): try again, or use a larger model.`,
  unexpected: ({ reason }) => `Something unexpected went wrong (${reason}): try again; if it stays, see the log.`,
};
