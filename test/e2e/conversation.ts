import { execFileSync } from "node:child_process";
import { conversation } from "../fakes/telegram/conversation.js";
import type { Entry } from "../fakes/telegram/log.js";
import { BotBox, budi, recording } from "./bot.js";

/** Plays one whole conversation with `catat serve`; gives it as text, from the Bot API server's log. */
export async function playConversation(): Promise<string> {
  const box = await BotBox.open();
  try {
    await box.start();
    return told(await play(box));
  } finally {
    await box.close();
  }
}

/** Gives what is to be told, in its order: of the status message's edits, those alone that were waited for. */
async function play(box: BotBox): Promise<Entry[]> {
  const { telegram } = box;
  const seller = telegram.user(budi);
  const entries: Entry[] = [];
  const does = (..._done: unknown[]) => entries.push(telegram.log.at(-1) as Entry);
  const sees = async (method: string, text: RegExp) => {
    const isIt = (e: Entry) => e.done && e.method === method && text.test(textOf(e)) && !entries.includes(e);
    const seen = await telegram.until(() => telegram.log.find(isIt), 60_000);
    if (seen) entries.push(seen);
  };

  does(seller.says("/start"));
  await sees("sendMessage", /^Halo/);
  does(seller.sends(recording("07.ogg"), { duration: 14 }));
  await sees("editMessageText", /1 dari 1/);

  does(seller.sends(recording("12.mp3"), { kind: "audio", file_name: "pagi.mp3", duration: 13 }));
  does(seller.sends(Buffer.from("Beli teh botol.\n"), { kind: "document", file_name: "catatan.mp3" }));
  does(seller.sends(video(box), { kind: "video", duration: 9 }));
  does(seller.sends(recording("07.ogg"), { forwarded: true, duration: 14 }));
  await box.hears(budi.id, /5 dari 5/, 60_000);
  const slow = telegram.holdDownload({ after: 1000 });
  does(seller.sends(recording("11.ogg"), { forwarded: true, duration: 12 }));
  await sees("editMessageText", /5 dari 6/);
  does(seller.taps("Selesai"));
  await sees("sendMessage", /ditutup/);
  slow.end();
  await sees("editMessageText", /6 dari 6[\s\S]*Selesai/);
  await sees("sendDocument", /./);

  does(seller.taps("Lihat isi rekaman"));
  await sees("sendMessage", /Ketuk nomor/);
  does(seller.taps("2"));
  await sees("editMessageText", /Yang terdengar/);
  does(seller.taps("Kirim lagi"));
  await sees("answerCallbackQuery", /./);
  await sees("sendDocument", /./);
  return entries;
}

function textOf({ message, params }: Entry): string {
  return message?.text ?? message?.caption ?? String(params.text ?? "");
}

/** A demo recording as the sound of a small video. */
function video({ catat }: BotBox): string {
  const path = catat.path("toko.mp4");
  const picture = ["-f", "lavfi", "-i", "color=s=64x64:r=5"];
  const into = ["-shortest", "-c:v", "mpeg4", "-c:a", "copy", path];
  execFileSync("ffmpeg", ["-v", "error", "-nostdin", ...picture, "-i", recording("09.mp3"), ...into]);
  return path;
}

/** What is another each time, dates and durations, is made the same; the report that is sent again is not shown again. */
function told(entries: Entry[]): string {
  const [text, again] = [entries.slice(0, -1), entries.slice(-1)].map(asText) as [string, string];
  if (!text.includes(again)) throw new Error(`what was sent again is another:\n${again}`);
  return `${text}${again.split("\n")[0]}\n    …\n`;
}

function asText(entries: Entry[]): string {
  return conversation(entries, budi.id, { everyEdit: true })
    .replace(/\d{4}-\d\d-\d\d/g, "2026-11-22")
    .replace(/\d+ \p{L}+ \d{4}/gu, "22 November 2026")
    .replace(/\d\d:\d\d/g, "09:15")
    .replace(/Kira-kira \d+ \p{L}+/gu, "Kira-kira 2 detik");
}
