import type { ApiError as ErrorAnswer } from "grammy/types";

/** A request that Telegram refuses. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    description: string,
    readonly retry_after?: number,
  ) {
    super(description);
  }

  get answer(): ErrorAnswer {
    const parameters = this.retry_after === undefined ? {} : { parameters: { retry_after: this.retry_after } };
    return { ok: false, error_code: this.status, description: this.message, ...parameters };
  }
}

export const badRequest = (what: string) => new ApiError(400, `Bad Request: ${what}`);
export const tooManyRequests = (seconds: number) =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, seconds);
