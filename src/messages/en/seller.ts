import type { Fault, SellerFailures } from "../bot-messages.js";
import { decimal, duration, megabytes, overLimit } from "../format.js";

const again = "Record it again and send it.";
const machine = (): Fault => ({
  why: "the machine has a problem",
  todo: "Tell whoever looks after it. Nothing is lost.",
  ofMachine: true,
});
const engine = (): Fault => ({
  why: "the machine could not work it out",
  todo: "Tap Try again. If it stays, tell whoever looks after the machine; the recording is not lost.",
  ofMachine: true,
});
const gone = (): Fault => ({ why: "not here any more", todo: "The list of reports is at /reports." });
const unfinished = (): Fault => ({ why: "the report is not finished", todo: "It is sent as soon as it is." });
const lost = (): Fault => ({ why: "the machine can no longer open it", todo: "Send this recording again." });

/** Failures in the words of a seller who has only a phone. */
export const sellerEn: SellerFailures = {
  file_not_found: lost,
  file_not_readable: lost,
  file_empty: () => ({ why: "empty", todo: again }),
  not_audio: () => ({
    why: "not a sound recording that can be read",
    todo: "Record it as a voice note and send that. /help lists the kinds of file that can be read.",
  }),
  no_sound: () => ({ why: "it has no sound", todo: "Send a recording with sound." }),
  damaged: () => ({ why: "damaged or cut off", todo: again }),
  too_short: ({ seconds, least }) => ({
    why: `too short (${decimal(seconds, "en")} s, at least ${decimal(least, "en")} s)`,
    todo: again,
  }),
  too_long: ({ seconds, most }) => ({
    why: `too long (${duration(seconds, "en")}, at most ${duration(most, "en")})`,
    todo: "Split it into several recordings and send each.",
  }),
  conversion_timeout: () => ({
    why: "it took too long",
    todo: "Tap Try again, or record it again as a voice note.",
  }),
  file_too_big: ({ bytes, most }) => ({
    why: `too big (${overLimit(bytes, most, "en")})`,
    todo: "Split it into several shorter recordings, or record it as a voice note in Telegram: those are far smaller.",
  }),
  download_failed: () => ({ why: "it could not be fetched from Telegram", todo: "Send this recording again." }),
  cancelled: () => ({ why: "left out because it was cancelled", todo: "Send it again if it is still needed." }),
  worker_died: () => ({
    why: "the machine stopped in the middle of it",
    todo: "Tap Try again. If it stays, record it again.",
  }),
  recording_removed: () => ({ why: "its sound is no longer kept here", todo: "Send this recording again." }),
  no_recordings: () => ({ why: "there is no recording yet", todo: "Send a recording first." }),
  report_full: ({ most }) => ({
    why: `this report is full (${most} recordings)`,
    todo: "Tap Done to finish it, then send again what did not get in: that begins the next report.",
  }),
  report_not_found: gone,
  recording_not_found: gone,
  report_unfinished: unfinished,
  report_of_seller: unfinished,
  report_cancelled: () => ({
    why: "the report was cancelled",
    todo: "Send its recordings again if they are still needed.",
  }),
  nothing_to_retry: () => ({ why: "nothing failed", todo: "So there is nothing to try again." }),
  nothing_to_export: () => ({ why: "no recording succeeded", todo: "Tap Try again, or send new recordings." }),
  report_removed: ({ sentHere = false }) => ({
    why: "what was in this report is no longer kept here",
    todo: sentHere ? "Its file was sent in this chat." : "Send its recordings again if they are still needed.",
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
    why: "this message could not be handled",
    todo: "Send it once more; if that does not help, tell whoever looks after the bot.",
  }),
  group_moved: machine,
  delivery_refused: ({ chat }) => ({
    why: chat < 0 ? "the file cannot be sent to the group" : "the file was refused by Telegram",
    todo:
      chat < 0
        ? "Ask an admin of the group to let the bot send files, or tap below to get it in private."
        : "It is tried again every quarter of an hour.",
  }),
  group_lost: () => ({
    why: "the report cannot be sent to the group any more",
    todo: "Tap below to get it in private.",
  }),
  service_stopped: machine,
  service_silent: machine,
  usage_invalid: machine,
  setting_invalid: machine,
  template_invalid: machine,
  expected_invalid: machine,
  too_many_reports: ({ most }) => ({
    why: `${most} reports are not finished yet`,
    todo: "Close one that is open with Done, or wait until one is finished, then send this recording again.",
  }),
  too_many_recordings: ({ most }) => ({
    why: `the limit of ${most} recordings in 24 hours is reached`,
    todo: "Send the rest tomorrow.",
  }),
  too_many_bytes: ({ most }) => ({
    why: `the limit of ${megabytes(most, "en")} in 24 hours is reached`,
    todo: "Send the rest tomorrow.",
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
    why: "too much is said in it to be read at once",
    todo: "Split it into several recordings and send each.",
  }),
  answer_cut_off: engine,
  answer_invalid: engine,
  unexpected: engine,
};
