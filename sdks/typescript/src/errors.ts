/** Everything that the SDK throws. Where a caller's own AbortSignal ends a call, the signal's reason is thrown instead. */

import { CLOSE_NAMES } from "./generated/v2.js";
import type { FieldError, Problem, RunCancelledEvent, RunFailedEvent, Usage } from "./generated/v2.js";

/** The mother of all errors of the SDK; thrown itself where the SDK is used in a wrong way. */
export class OrchestraError extends Error {
  static {
    // On the prototype, so that a minified program still shows the class's name in its traces.
    this.prototype.name = "OrchestraError";
  }
}

/** A call that did not get its answer. */
export class APIError extends OrchestraError {
  static {
    this.prototype.name = "APIError";
  }
}

/** No answer: the service could not be reached, or the connection broke. The reason is the `cause`. */
export class APIConnectionError extends APIError {
  static {
    this.prototype.name = "APIConnectionError";
  }
}

/** No answer in time. */
export class APITimeoutError extends APIConnectionError {
  static {
    this.prototype.name = "APITimeoutError";
  }
}

/** An answer that is not what the contract says: no JSON, or without a required field. */
export class APIResponseError extends APIError {
  static {
    this.prototype.name = "APIResponseError";
  }
}

/** What is known of an answer that says no; a problem document where the service wrote it. */
export interface StatusErrorParts {
  /** The status of HTTP, or the problem's where it came over a WebSocket. */
  status: number;
  /** The problem document, as much of it as there is. */
  problem?: Partial<Problem> | undefined;
  /** Where there is no problem document: the beginning of what came instead. */
  text?: string | undefined;
  /** The answer's headers; none over a WebSocket. */
  headers?: Headers | undefined;
}

/** The service said no. `code` is what to switch on; the subclasses follow the status. */
export class APIStatusError extends APIError {
  static {
    this.prototype.name = "APIStatusError";
  }
  /** The status of HTTP, or the problem's where it came over a WebSocket. */
  readonly status: number;
  /** What kind of error it is; undefined where the answer is not the service's own. */
  readonly code: string | undefined;
  /** What kind of error it is, for people. */
  readonly title: string | undefined;
  /** What went wrong this time, for people. */
  readonly detail: string | undefined;
  /** Whether the same request may succeed later: what the problem says, else what the status says. */
  readonly retryable: boolean;
  /** What to name when asking for help. */
  readonly correlation_id: string | undefined;
  /** Each place in the request that is wrong. */
  readonly errors: readonly FieldError[];
  /** How long to wait before the next try, in seconds. */
  readonly retry_after: number | undefined;
  /** The run that the error is about. */
  readonly run_id: string | undefined;
  /** The whole problem document. */
  readonly problem: Partial<Problem> | undefined;
  /** The answer's headers; none over a WebSocket. */
  readonly headers: Headers | undefined;

  /** @param parts What is known of it. */
  constructor({ status, problem, text, headers }: StatusErrorParts) {
    const correlation = problem?.correlation_id ?? headers?.get("X-Correlation-ID") ?? undefined;
    const said = problem?.detail ?? problem?.title ?? (text?.trim() || "the answer says no more");
    super(
      `${status}${problem?.code ? ` ${problem.code}` : ""}: ${said}` +
        (correlation ? ` (correlation id ${correlation})` : ""),
    );
    this.status = status;
    this.code = problem?.code;
    this.title = problem?.title;
    this.detail = problem?.detail;
    this.retryable = problem?.retryable ?? ([408, 409, 429].includes(status) || status >= 500);
    this.correlation_id = correlation;
    this.errors = problem?.errors ?? [];
    this.retry_after = secondsToWait(headers?.get("Retry-After")) ?? problem?.retry_after;
    this.run_id = problem?.run_id ?? headers?.get("Orchestra-Run-Id") ?? undefined;
    this.problem = problem;
    this.headers = headers;
  }
}

/** 400: the request is not what the contract says. */
export class BadRequestError extends APIStatusError {
  static {
    this.prototype.name = "BadRequestError";
  }
}

/** 401: the key is missing, unknown or expired. */
export class AuthenticationError extends APIStatusError {
  static {
    this.prototype.name = "AuthenticationError";
  }
}

/** 403: the key may not do this. */
export class PermissionDeniedError extends APIStatusError {
  static {
    this.prototype.name = "PermissionDeniedError";
  }
}

/** 404: not there, or not yours. */
export class NotFoundError extends APIStatusError {
  static {
    this.prototype.name = "NotFoundError";
  }
}

/** 409: the session is busy, the run has been cancelled, the name is taken. */
export class ConflictError extends APIStatusError {
  static {
    this.prototype.name = "ConflictError";
  }
}

/** 410: the run's events are no longer kept. */
export class GoneError extends APIStatusError {
  static {
    this.prototype.name = "GoneError";
  }
}

/** 422: a field is wrong; `errors` says which. */
export class UnprocessableEntityError extends APIStatusError {
  static {
    this.prototype.name = "UnprocessableEntityError";
  }
}

/** 429: too much at once; `retry_after` says how long to wait. */
export class RateLimitError extends APIStatusError {
  static {
    this.prototype.name = "RateLimitError";
  }
}

/** 500 and above. */
export class InternalServerError extends APIStatusError {
  static {
    this.prototype.name = "InternalServerError";
  }
}

/** The subclass of APIStatusError that the status asks for. */
export function statusError(parts: StatusErrorParts): APIStatusError {
  switch (parts.status) {
    case 400:
      return new BadRequestError(parts);
    case 401:
      return new AuthenticationError(parts);
    case 403:
      return new PermissionDeniedError(parts);
    case 404:
      return new NotFoundError(parts);
    case 409:
      return new ConflictError(parts);
    case 410:
      return new GoneError(parts);
    case 422:
      return new UnprocessableEntityError(parts);
    case 429:
      return new RateLimitError(parts);
    default:
      return parts.status >= 500 ? new InternalServerError(parts) : new APIStatusError(parts);
  }
}

/** A run that was followed and came to another end than run.completed. */
export class RunError extends OrchestraError {
  static {
    this.prototype.name = "RunError";
  }
  /** The run. */
  readonly run_id: string;
  /** What there was of the answer; may be empty. */
  readonly response: string;
  /** What the run cost, in tokens; null where that was lost. */
  readonly usage: Usage | null;

  constructor(message: string, event: RunFailedEvent | RunCancelledEvent) {
    super(message);
    this.run_id = event.run_id;
    this.response = event.response;
    this.usage = event.usage;
  }
}

/** The run failed. */
export class RunFailedError extends RunError {
  static {
    this.prototype.name = "RunFailedError";
  }
  /** The last event of the run. */
  readonly event: RunFailedEvent;
  /** What kind of error it is. */
  readonly code: string;
  /** What went wrong, for people. */
  readonly detail: string;
  /** Whether the same chat may succeed later. */
  readonly retryable: boolean;
  /** What to name when asking for help. */
  readonly correlation_id: string;

  constructor(event: RunFailedEvent) {
    const { code, detail, correlation_id, retryable } = event.error;
    super(`The run failed: ${code}: ${detail} (correlation id ${correlation_id})`, event);
    this.event = event;
    this.code = code;
    this.detail = detail;
    this.retryable = retryable;
    this.correlation_id = correlation_id;
  }
}

/** The run was cancelled; `reason` says why. */
export class RunCancelledError extends RunError {
  static {
    this.prototype.name = "RunCancelledError";
  }
  /** The last event of the run. */
  readonly event: RunCancelledEvent;
  /** Why: `requested`, `disconnected` or `interrupted`; there may be more. */
  readonly reason: string;

  constructor(event: RunCancelledEvent) {
    super(`The run was cancelled (${event.reason}).`, event);
    this.event = event;
    this.reason = event.reason;
  }
}

/** A stream of events that cannot be followed to its end; the run itself may well have one (`runs.get`). */
export class StreamError extends OrchestraError {
  static {
    this.prototype.name = "StreamError";
  }
}

/** A WebSocket was closed for good. */
export class ConnectionClosedError extends OrchestraError {
  static {
    this.prototype.name = "ConnectionClosedError";
  }
  /** The close code. */
  readonly code: number;
  /** What the close code is called, such as `slow_reader`; undefined for one that the contract does not know. */
  readonly codeName: string | undefined;
  /** The close reason, or the goodbye's. */
  readonly reason: string;
  /** Whether the code says that connecting again is right; then the tries were used up. */
  readonly reconnect: boolean;

  constructor(code: number, reason: string, reconnect: boolean) {
    const codeName = CLOSE_NAMES.get(code);
    super(`The connection was closed: ${[code, codeName].filter(Boolean).join(" ")}${reason ? `: ${reason}` : ""}`);
    this.code = code;
    this.codeName = codeName;
    this.reason = reason;
    this.reconnect = reconnect;
  }
}

/** Retry-After in seconds, written as such or as an HTTP date. */
function secondsToWait(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
