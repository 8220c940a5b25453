import { availableParallelism } from "node:os";
import { z } from "zod";
import { languages } from "../domain/user.js";
import { speechLanguages } from "./languages.js";

/** "123, -456" → [123, -456]. */
const ids = z
  .string()
  .transform((text) => text.split(/[\s,;]+/).filter(Boolean))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^-?\d{1,16}$/)
        .transform(Number),
    ),
  );
const yesNo = z.enum(["0", "1", "false", "true", "no", "yes"]).transform((text) => ["1", "true", "yes"].includes(text));
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
/** "me:secret@host" is a URL, too, of a scheme that nobody speaks. */
const url = z.url({ protocol: /^https?$/, error: "http://…" });
const days = z.coerce.number().min(0).max(36_500);
export const flat = z.object({
  CATAT_DATA_DIR: z.string().min(1).optional(),
  CATAT_LANG: z.enum(languages).optional(),
  CATAT_LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
  CATAT_MAX_RECORDINGS: whole(1, 1000).default(30),
  CATAT_MAX_MINUTES: z.coerce.number().positive().max(600).default(60),
  CATAT_DISK_RESERVE_MB: whole(0, 1_000_000).default(500),
  CATAT_MAX_ATTEMPTS: whole(1, 100).default(3),
  CATAT_WHISPER_URL: url.optional(),
  CATAT_WHISPER_SERVER: z.string().min(1).optional(),
  CATAT_MODELS_DIR: z.string().min(1).optional(),
  CATAT_WHISPER_MODEL: z.string().min(1).optional(),
  CATAT_VAD_MODEL: z.string().min(1).optional(),
  CATAT_SPEECH_LANGUAGE: z.enum(speechLanguages).default("id"),
  CATAT_WHISPER_BEAM_SIZE: whole(1, 8).default(5),
  CATAT_WHISPER_TEMPERATURE_INC: z.coerce.number().min(0).max(1).default(0.2),
  CATAT_THREADS: whole(1, 256).default(availableParallelism()),
  CATAT_EXTRACTOR: z.enum(["ollama", "embedded"]).default("ollama"),
  CATAT_OLLAMA_MODEL: z.string().min(1).default("gemma3:4b"),
  CATAT_EMBEDDED_MODEL: z.string().min(1).default("demo"),
  CATAT_CONTEXT_TOKENS: whole(512, 131_072).default(8192),
  CATAT_DELIMITER: z.enum([",", ";"]).default(","),
  TELEGRAM_BOT_TOKEN: z.string().min(1).optional(),
  TELEGRAM_BOT_TOKEN_FILE: z.string().min(1).optional(),
  TELEGRAM_API_ROOT: url.default("https://api.telegram.org"),
  CATAT_TELEGRAM_LOCAL: yesNo.default(false),
  CATAT_ALLOWED_USER_IDS: ids.default([]),
  CATAT_ADMIN_USER_IDS: ids.default([]),
  CATAT_ALLOWED_GROUP_IDS: ids.default([]),
  CATAT_MAX_OPEN_REPORTS: whole(1, 1000).default(5),
  CATAT_MAX_RECORDINGS_PER_DAY: whole(1, 100_000).default(300),
  CATAT_MAX_MB_PER_DAY: whole(1, 1_000_000).default(2000),
  CATAT_REMIND_HOURS: z.coerce.number().positive().max(1000).default(3),
  CATAT_CLOSE_HOURS: z.coerce.number().positive().max(1000).default(24),
  CATAT_KEEP_AUDIO_DAYS: days.default(7),
  CATAT_KEEP_ROWS_DAYS: days.default(90),
  CATAT_KEEP_DELIVERED_ROWS: yesNo.default(false),
  OLLAMA_HOST: z.string().default(""),
  FFMPEG_PATH: z.string().min(1).default("ffmpeg"),
  FFPROBE_PATH: z.string().min(1).default("ffprobe"),
});
export type Flat = z.infer<typeof flat>;
