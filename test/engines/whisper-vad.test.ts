import { afterEach, describe, expect, it } from "vitest";
import { leaveNoProcess } from "./subprocess-left.js";
import { closeEngines, engine, generated, never, recording, said, testFolder } from "./whisper-setup.js";

// Silero's model is not ours to give away: CATAT_VAD_MODEL names it where it is to be tried.
const vadModel = process.env.CATAT_VAD_MODEL ?? "";
// Where every test is skipped, nothing tidies up.
const folder = vadModel ? testFolder() : "";
leaveNoProcess();
afterEach(closeEngines);

describe.skipIf(!vadModel)("with VAD", () => {
  it.each(["06.ogg", "11.ogg"])("speech is heard: %s", async (name) => {
    const { speech } = engine({ vadModel });
    expect((await speech.transcribe(await recording(folder, name), never)).text).toBe(said(name));
  });

  it.each([
    ["silence", "anullsrc=r=16000:cl=mono:d=5"],
    ["noise", "anoisesrc=d=5:a=0.1"],
    ["a tone", "sine=d=5"],
  ])("%s is an empty transcript, between two recordings too", async (name, source) => {
    const { speech } = engine({ vadModel });
    const sound = await generated(folder, `${name}.wav`, source);
    expect(await speech.transcribe(sound, never)).toMatchObject({ text: "", segments: [] });
    expect((await speech.transcribe(await recording(folder, "06.ogg"), never)).text).toBe(said("06.ogg"));
    expect(await speech.transcribe(sound, never)).toMatchObject({ text: "", segments: [] });
  });

  it("words have the recording's time, not that of the speech alone", async () => {
    const { speech } = engine({ vadModel });
    const late = await recording(folder, "06.ogg", 1, ["-af", "adelay=6000"]);
    const { segments } = await speech.transcribe(late, never);
    for (const word of segments.flatMap((s) => s.words)) expect(word.start).toBeGreaterThan(6);
  });
});
