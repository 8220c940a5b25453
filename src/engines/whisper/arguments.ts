export interface WhisperProcessOptions {
  binary: string;
  model: string;
  vadModel: string | null;
  threads: number;
  language: string;
  /** Bytes of memory that it may take, of so many once it has loaded a model of so many. */
  memoryAllowed?: (loaded: number, model: number) => number;
}

/** What whisper-server is told. Its path cannot be guessed: any web page in a browser on this box may call a local port. */
export function serverArguments(options: WhisperProcessOptions, port: number, path: string): string[] {
  const { model, vadModel, threads, language } = options;
  return [
    ...["--host", "127.0.0.1", "--port", String(port), "--request-path", path],
    // A file is no folder: nothing is served from it.
    ...["--public", "/dev/null"],
    ...["--model", model, "--threads", String(threads), "--language", language],
    // With VAD for every request or for none: one that switches it on loads a model, and was seen to upset the next.
    ...(vadModel ? ["--vad", "--vad-model", vadModel] : []),
  ];
}
