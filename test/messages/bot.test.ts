import { describe, expect, it } from "vitest";
import { messages, sellerFailure, sellerFault } from "../../src/messages/index.js";
import { everyFailure } from "../bot/every-failure.js";

const languages = [
  ["Indonesian", messages.id],
  ["English", messages.en],
] as const;
const failures = everyFailure("TEXT", 7);

describe.each(languages)("a failure in %s", (_, m) => {
  it.each(failures.map((f) => [f.code, f] as const))(
    "%s is told to a seller without a word for the operator",
    (_, f) => {
      const told = sellerFailure(m, f);
      expect(told).toMatch(/^\S.{10,}\.$/);
      expect(told).not.toMatch(/CATAT_|npm|ollama|ffmpeg|whisper|model|token|server|log\b|undefined|NaN|\bcatat \w+'/i);
    },
  );

  it("names no path of the box", () => {
    for (const f of everyFailure("/srv/catat/x", 7)) {
      if (sellerFault(m, f).ofMachine || !("file" in f.facts)) expect(sellerFailure(m, f)).not.toContain("/srv");
    }
  });

  it("says briefly why, and what to do, wherever it is listed", () => {
    for (const f of failures) {
      const { why, todo } = sellerFault(m, f);
      expect(why).toMatch(/^[a-z0-9][^.]{3,80}$/);
      expect(todo).toMatch(/^[A-Z].{8,}\.$/);
    }
  });

  it("names the recording where it is one's own", () => {
    const own = failures.filter((f) => !sellerFault(m, f).ofMachine && "file" in f.facts);
    expect(own.map((f) => f.code)).toContain("damaged");
    for (const f of own) expect(sellerFailure(m, f)).toMatch(/^TEXT: /);
  });
});

describe("the texts of the bot", () => {
  const leaves = (value: unknown, at = ""): [string, unknown][] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}.${key}`))
      : [[at, value]];

  it("are the same in both languages, and none is empty", () => {
    const [id, en] = [leaves(messages.id.bot), leaves(messages.en.bot)];
    expect(id.map(([at]) => at).sort()).toEqual(en.map(([at]) => at).sort());
    for (const [at, value] of [...id, ...en])
      expect([at, typeof value === "string" ? value.trim() : "f"]).not.toContain("");
  });

  it.each(languages)("in %s tell Telegram's menu of each command", (_, m) => {
    for (const [command, text] of Object.entries(m.bot.commands)) {
      expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
      expect(text.length).toBeLessThanOrEqual(256);
    }
  });

  it.each(languages)("in %s help with formats, limits and commands", (_, { bot }) => {
    const help = bot.talk.help({ recordings: 30, bytes: 20 * 2 ** 20 });
    for (const part of ["30 ", "20 MB", "mp3", "amr", "/done", "/status", "/reports", "/delete"]) {
      expect(help).toContain(part);
    }
    expect(help.length).toBeLessThan(4096);
  });

  it("refuse the 31st recording with the way on", () => {
    const full = { code: "report_full", facts: { given: 31, most: 30 } } as const;
    expect(sellerFailure(messages.id, full)).toBe(
      "Laporan ini sudah penuh (30 rekaman). Ketuk Selesai untuk menutupnya, lalu kirim lagi rekaman yang belum masuk: itu membuka laporan berikutnya.",
    );
  });

  it("refuse a recording that is too big with two ways round", () => {
    const big = {
      code: "file_too_big",
      facts: { file: "rapat.wav", bytes: 36 * 2 ** 20, most: 20 * 2 ** 20 },
    } as const;
    expect(sellerFailure(messages.id, big)).toBe(
      "rapat.wav: terlalu besar (36 MB, paling besar 20 MB). Bagi menjadi beberapa rekaman yang lebih pendek, atau rekam langsung sebagai pesan suara di Telegram: ukurannya jauh lebih kecil.",
    );
  });

  it("call a stranger by a name that cannot turn the line around", () => {
    const person = { id: 42, name: "Evil\u202E\nAdmin", username: "evil" };
    expect(messages.id.bot.access.request(person)).toBe("Evil\uFFFD Admin (@evil, 42) ingin memakai bot ini. Izinkan?");
    expect(messages.en.bot.access.decided({ ...person, username: null }, true, "Ani")).toBe(
      "Evil\uFFFD Admin (42) was let in by Ani.",
    );
  });

  it("tell a stranger their number, and whether somebody was asked", () => {
    expect(messages.id.bot.access.stranger(42, true)).toMatch(/diteruskan ke pengelola.* 42$/);
    expect(messages.id.bot.access.stranger(42, false)).toMatch(/ID Telegram Anda ke pengelolanya: 42/);
  });

  it("name a voice note by its time", () => {
    expect(messages.id.bot.voiceName("14:05")).toBe("Pesan suara 14:05");
    expect(messages.en.bot.voiceName("14:05")).toBe("Voice note 14:05");
  });
});
