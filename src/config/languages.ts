/** What whisper.cpp 1.9.1 knows (its table g_lang). whisper-server ends at its start for any other, without an error. */
export const speechLanguages: readonly string[] = `
  en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs
  ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk
  br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu
  am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue
`
  .trim()
  .split(/\s+/);
