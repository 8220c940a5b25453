import type { ApiError as ErrorAnswer, ResponseParameters } from "grammy/types";

/** A request that Telegram refuses. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    description: string,
    readonly parameters?: ResponseParameters,
  ) {
    super(description);
  }

  get answer(): ErrorAnswer {
    const { parameters } = this;
    return { ok: false, error_code: this.status, description: this.message, ...(parameters ? { parameters } : {}) };
  }
}

export const badRequest = (what: string) => new ApiError(400, `Bad Request: ${what}`);
export const tooManyRequests = (seconds: number) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
