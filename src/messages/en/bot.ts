import { shown } from "../../util/printable.js";
import type { BotMessages, TalkMessages } from "../bot-messages.js";
import { counted, duration, longDate, megabytes, personName, plural } from "../format.js";
import { sellerEn } from "./seller.js";

const keptAgain = "If you write again, your name and language are kept again.";
const formats = "mp3, wav, m4a, ogg, opus, flac, webm, amr, mp4";
const recordingsOf = (count: number) => plural(count, "recording", "recordings");
const rowsOf = (count: number) => plural(count, "row", "rows");
const reportsOf = (count: number) => plural(count, "report", "reports");
const hoursOf = (hours: number) => duration(hours * 3600, "en");

const againEn = (report: string | null) => (report === null ? "" : ` ${report} is sent when that is done.`);

const talk: TalkMessages = {
  welcome: ({ recordings }) =>
    [
      "Hello! Here voice notes become a table.",
      "",
      'Record a voice note, such as "Pak Budi, Jalan Melati nomor 12, beli tiga teh botol", and send it.',
      `A report takes up to ${recordingsOf(recordings)}. Tap Done after the last: the table is sent here.`,
      "",
      "All about it: /help",
    ].join("\n"),
  help: ({ recordings, bytes }) =>
    [
      "How it works",
      "1. Send recordings: voice notes, sound files, or videos with sound. Many at once and forwarded ones are fine.",
      "2. Say the buyer's name, the address, and how many drinks. One recording may hold several buyers.",
      "3. Tap Done (or /done) after the last. The report is sent as soon as the last recording is finished.",
      "",
      "Limits",
      `• ${recordingsOf(recordings)} in a report`,
      `• ${megabytes(bytes, "en")} for one recording; split a bigger one, or record it as a voice note`,
      `• files: ${formats}`,
      "",
      "Commands",
      "/status – how far the present report is",
      "/reports – the last reports, to be sent again",
      "/retry – try failed recordings again",
      "/cancel – cancel the present report",
      "/language – change the language",
      "/delete – delete all my data",
    ].join("\n"),
  closing: (unfinished) => `The report is closed. ${recordingsOf(unfinished)} to go, then it is sent here.`,
  closed: "The report is closed. Every recording is finished, and it is on its way.",
  opensNext: "The last report is closed already, so this recording begins the next one.",
  reminder: (recordings, hours) =>
    `This report is still open with ${recordingsOf(recordings)}, and nothing new came for ${hoursOf(hours)}. Was that all? Tap Done. If not, just send the rest.`,
  closedForgotten: (hours) =>
    `No recording came for ${hoursOf(hours)}, so the report was closed, and is sent as soon as it is finished. The next recording begins a new one.`,
  notSound: "This is not a sound recording. Send a voice note, a sound file, or a video with sound.",
  anythingElse: "Send a voice note to have it written down, or tap /help to see how it works.",
  noOpenReport: "No report is open. Send a recording to begin one.",
  elsewhere: (reports) =>
    [
      "Nothing is under way in this chat. Elsewhere there is:",
      ...reports.map((report) => `• ${report}`),
      "Type the command there.",
    ].join("\n"),
  noReport: "There is no report yet. Send a recording to begin one.",
  nothingToCancel: "There is no report to cancel.",
  retryElsewhere: (reports) =>
    [
      "Nothing can be tried again in this chat. Elsewhere there is:",
      ...reports.map((report) => `• ${report}`),
      "Type /retry there.",
    ].join("\n"),
  nothingToRetry: "No recording failed, so there is nothing to try again.",
  retrying: (recordings, report) => `${recordingsOf(recordings)} will be tried again.${againEn(report)}`,
  sentAgain: (position, report) =>
    `This is recording ${position}${report === null ? "" : ` of ${report}`}, which failed, so that one will be tried again.${againEn(report)}`,
  resending: (place) => `The report is on its way again${place === null ? "" : `, ${place}`}.`,
  sendingInPrivate:
    "The report is on its way to you in private. If it does not come, open the chat with this bot and tap Start.",
  cancelAsk: (title, recordings) =>
    `Cancel ${title}? It has ${recordingsOf(recordings)}: work on what is unfinished stops, and no report is sent.`,
  cancelRetryAsk: (title, unfinished) =>
    `Stop trying again in ${title}? ${recordingsOf(unfinished)} being tried again will count as failed, as before. The report itself is not cancelled.`,
  cancelled: "The report was cancelled.",
  retryCancelled: (isNews) =>
    `Stopped trying again. ${isNews ? "What succeeded is in a new version, which is on its way." : "The report is as it was before."}`,
  cancelKept: "Not cancelled. The report goes on.",
  deleteAsk: (reports, keepsRows) =>
    reports === 0
      ? "Delete your name and language? Nothing else of yours is kept here. Your leave to use this bot stays as it is."
      : `Delete all data? ${reportsOf(reports)}, with the recordings and what is in them, and your name and language will be gone from the machine for good. ${keepsRows ? "Rows of reports that were sent already stay with the business, without your name. " : ""}Files that were sent to a chat already stay there, and your leave to use this bot stays as it is.`,
  deleted: (reports, keepsRows) =>
    reports === 0
      ? `Deleted: your name and language. ${keptAgain}`
      : `Deleted: ${reportsOf(reports)} with all recordings and what was in them, and your name and language.${keepsRows ? " Rows that were sent already stay with the business, without your name." : ""} ${keptAgain}`,
  deleteKept: "Nothing was deleted. Everything is still there.",
  statusDeleted: "This report was deleted.",
  languageAsk: "Which language?",
  languageChosen: "The bot now speaks English.",
  outdated: (command) => `This question no longer counts. If you still want to, type /${command}.`,
  oldButton: "This button no longer applies.",
  notYours: "This button is not for you.",
};

export const botEn: BotMessages = {
  failures: sellerEn,
  talk,
  date: (at, timeZone) => longDate(at, "en-GB", timeZone),
  voiceName: (time) => `Voice note ${time}`,
  fileName: { report: "report", seller: "seller" },
  commands: {
    start: "Begin",
    help: "How it works, and the limits",
    done: "That was all: close the report and send it",
    selesai: "The same as /done",
    status: "How far the report is",
    cancel: "Cancel the present report",
    reports: "The last reports, to be sent again",
    retry: "Try failed recordings again",
    delete: "Delete all my data",
    language: "Change language / ganti bahasa",
  },
  buttons: {
    done: "Done",
    cancel: "Cancel",
    retry: "Try again what failed",
    resend: "Send again",
    inPrivate: "Send it in private",
    details: "What is in each recording",
    allow: "Approve",
    deny: "Deny",
    yes: "Yes",
    no: "No",
    previous: "‹ Previous",
    next: "Next ›",
    back: "‹ All recordings",
    languages: { id: "Bahasa Indonesia", en: "English" },
  },
  access: {
    stranger: (id, asked) =>
      `Sorry, this bot is only for people who have been let in. ${asked ? "Whoever looks after it is being asked. Your Telegram ID: " : "Give your Telegram ID to whoever looks after it: "}${id}`,
    pending: (id) => `Whoever looks after this bot has not answered yet. Your Telegram ID: ${id}`,
    request: (person) => `${personName(person)} would like to use this bot. Approve?`,
    allowed: "✅ You were let in. Send a recording; /help says how it works.",
    denied: "Sorry, whoever looks after this bot did not let you in.",
    decided: (person, allowed, by) => `${personName(person)} was ${allowed ? "let in" : "denied"} by ${shown(by, 60)}.`,
    machineFault: (sentence) => `⚠️ Catat's machine has a problem. ${sentence}`,
  },
  report: {
    title: (number, date, revision) => `Report ${number} · ${date}${revision > 1 ? ` · version ${revision}` : ""}`,
    progress: (finished, recordings) => `${finished} of ${recordingsOf(recordings)}`,
    fetching: "being received",
    fetchedLater: "Telegram did not give it yet, will be tried again",
    waitsForRoom: "waiting: the machine's disk is full",
    queued: "waiting",
    retriedAt: (attempt, time) => `attempt ${attempt} at ${time}`,
    waitsAgain: (attempt) => `waiting for attempt ${attempt}`,
    running: "being worked on",
    stages: { converting: "converting", transcribing: "listening", extracting: "writing down" },
    rows: rowsOf,
    empty: "no order in it",
    silent: "nobody speaks",
    duplicateOf: (position) => `the same as recording ${position}`,
    dropped: (rows) => `${rowsOf(rows)} dropped because nobody said them`,
    toCheck: (cells) => `${plural(cells, "cell", "cells")} to check`,
    flags: {
      unheard: (cells, positions) =>
        `${plural(cells, "cell", "cells")} marked ? ${cells === 1 ? "does" : "do"} not match what was heard in recording ${positions}.`,
      out_of_bounds: (cells, positions) =>
        `${plural(cells, "cell", "cells")} marked ? ${cells === 1 ? "is" : "are"} not what the column takes, in recording ${positions}.`,
    },
    howToCheck: 'Tap "What is in each recording" to check.',
    failed: "failed",
    ahead: (recordings, remaining) =>
      `${recordingsOf(recordings)} of others first${remaining === null ? "" : `, then about ${duration(remaining, "en")}`}.`,
    remaining: (seconds) => `About ${duration(seconds, "en")} left.`,
    sendMore: "Send more recordings, or tap Done if that was all.",
    sendMoreOrTake: "Tap Done to get the report, or send more recordings.",
    full: "This report is full. Tap Done to get it.",
    willBeSent: "The report is sent as soon as the last recording is finished.",
    summary: (status, c) =>
      `${summaries[status]}: ${rowsOf(c.rows)} from ${recordingsOf(c.recordings)}${counted([
        [c.empty, "without an order"],
        [c.failed, "failed"],
        [c.duplicates, "sent twice"],
      ])}`,
    moreRecordings: (count) => `… and ${count} more ${count === 1 ? "recording" : "recordings"}`,
    moreRows: (count) => `… and ${count} more ${count === 1 ? "row" : "rows"}`,
    failures: "What failed:",
    demo: "Demonstration models are in use: for trying out, not for real voices.",
    secondCopy: "This may be a second copy: it is not sure whether the one before arrived.",
    pickRecording: "Tap a recording's number to see what is in it.",
    heard: "What was heard:",
    nothingHeard: "Nothing was heard.",
    found: "What was written down:",
    yes: "yes",
    no: "no",
    lastReports: "The last reports",
    removed: (sentHere) => `No longer kept here${sentHere ? "; its file was sent in this chat" : ""}`,
    pickReport: "Tap the report that should be sent again.",
    resend: (date, number) => `Send again: ${date}, no. ${number}`,
    places: { private: "in the private chat", group: "in a group" },
  },
};

const summaries = {
  OPEN: "Still open",
  PROCESSING: "Being worked on",
  COMPLETED: "Complete",
  PARTIALLY_COMPLETED: "Partly complete",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
} as const;
