/** The client for version 1, for programs that still speak it. New ones use `Orchestra` from `@ai-orchestra/sdk`. */

import { APIConnectionError, APIResponseError, type APIStatusError, statusError, StreamError } from "../errors.js";
import type { Problem } from "../generated/v2.js";
import { type OrchestraOptions, type RequestOptions, resolve } from "../options.js";
import { APIPromise } from "../promise.js";
import { Transport } from "../transport.js";
import { Scope, sleep } from "../wait.js";
import type { ConnectionV1, ConnectOptionsV1 } from "./connection.js";
import { createChatStreamV1, createChatV1, getSessionV1 } from "./generated/v1.js";
import type {
  ChatRequestV1,
  ChatResponseV1,
  ErrorDataV1,
  ErrorItemV1,
  ErrorResponseV1,
  SessionResponseV1,
  StreamItemV1,
} from "./generated/v1.js";

export type { ConnectionV1, ConnectOptionsV1 } from "./connection.js";
export * from "../errors.js";
export type * from "./generated/v1.js";
export type { OrchestraOptions, RequestOptions } from "../options.js";

// The longest line of a stream, in characters; the service's own are far shorter.
const LONGEST = 8 * 1024 * 1024;

/** A client of version 1, which is deprecated: it says so once an operation, on the log. */
export class OrchestraV1 {
  readonly #transport: Transport;

  /** Throws OrchestraError where there is no key, or the address cannot be one. */
  constructor(options: OrchestraOptions = {}) {
    this.#transport = new Transport(resolve(options), readProblem);
  }

  /** Send a message and wait for the answer. Version 1 knows no idempotency keys. Throws APIError and its subclasses. */
  chat(request: ChatRequestV1, options?: RequestOptions): APIPromise<ChatResponseV1> {
    const call = this.#transport.prepare(createChatV1, { body: request }, options);
    return new APIPromise(this.#transport.send(call));
  }

  /**
   * Send a message and read the answer as it is written, item by item; it is sent on first use.
   *
   * Behind an item of the type `error` APIStatusError is thrown, as HTTP would have said it. Throws StreamError for a
   * stream that breaks off: version 1 cannot resume one. Leaving the loop ends the run.
   */
  async *chatStream(request: ChatRequestV1, options: RequestOptions = {}): AsyncGenerator<StreamItemV1, void, undefined> {
    const scope = new Scope(options.signal);
    try {
      const lines = await this.#begin(request, options, scope);
      for await (const line of lines) {
        const item = parseItem(line);
        yield item;
        if (item.type === "error") throw itemError(item);
        if (item.type === "complete") return;
      }
      throw new StreamError("The stream ended before its answer.");
    } finally {
      scope.close();
    }
  }

  /** Look at a session. Throws APIError and its subclasses. */
  session(session_id: string, options?: RequestOptions): APIPromise<SessionResponseV1> {
    const call = this.#transport.prepare(getSessionV1, { path: { session_id } }, options);
    return new APIPromise(this.#transport.send(call));
  }

  /**
   * Connect by WebSocket to one session; returns when the service has said that it is connected. `client_id` is a name that
   * the client gives itself. Throws as `Orchestra.connect` does.
   */
  async connect(client_id: string, session_id: string, options?: ConnectOptionsV1): Promise<ConnectionV1> {
    const { ConnectionV1 } = await import("./connection.js");
    return ConnectionV1.open(this.#transport, client_id, session_id, options);
  }

  /** Send the request for a stream, as often as it allows. Gives the lines of its answer. */
  async #begin(request: ChatRequestV1, options: RequestOptions, scope: Scope): Promise<AsyncIterable<string>> {
    const transport = this.#transport;
    const args = { body: request, accept: "application/x-ndjson" };
    const call = transport.prepare(createChatStreamV1, args, options);
    for (let tries = 0; ; tries++) {
      const attempt = new Scope(scope.signal);
      try {
        attempt.arm(call.timeout);
        const { body } = await transport.attempt(call, attempt);
        if (!body) throw new APIResponseError(`${call.operation.id} was answered with nothing.`);
        attempt.disarm();
        return readLines(body, attempt, call.timeout);
      } catch (error) {
        attempt.close();
        const wait = transport.delay(error, call, tries);
        if (wait === undefined) throw error;
        await sleep(wait, scope.signal);
      }
    }
  }
}

/** The lines of an answer. Between two pieces of it no more than `timeout` milliseconds may pass. */
async function* readLines(body: ReadableStream<Uint8Array>, scope: Scope, timeout: number): AsyncGenerator<string, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      scope.arm(timeout);
      const { done, value } = await reader.read();
      scope.disarm();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split("\n");
      rest = done ? "" : lines.pop()!;
      if (rest.length > LONGEST) throw new StreamError(`A line is longer than ${LONGEST} characters.`);
      for (const line of lines) if (line.trim()) yield line;
      if (done) return;
    }
  } catch (error) {
    const reason = error instanceof StreamError ? error : scope.explain(error);
    if (!(reason instanceof APIConnectionError)) throw reason;
    throw new StreamError(`The stream broke off: ${reason.message}`, { cause: reason });
  } finally {
    reader.cancel().catch(() => {});
    scope.close();
  }
}

function parseItem(line: string): StreamItemV1 {
  let item: StreamItemV1 | null = null;
  try {
    item = JSON.parse(line) as StreamItemV1;
  } catch {
    // Said below.
  }
  if (typeof item?.type !== "string") throw new StreamError(`A line is no item: ${line.slice(0, 100)}`);
  return item;
}

function itemError({ content, metadata }: ErrorItemV1): APIStatusError {
  return statusError({ status: metadata.status, problem: toProblem(content, metadata) });
}

/** The problem in an error's envelope. */
function readProblem(body: unknown): Partial<Problem> | undefined {
  const { error, data } = body as Partial<ErrorResponseV1>;
  // What is asked of version 2 on the way is answered by version 2.
  return data ? toProblem(error ?? "", data) : (body as Partial<Problem>);
}

/** Version 1's words for a problem, with those of version 2. */
function toProblem(detail: string, data: ErrorDataV1 | ErrorItemV1["metadata"]): Partial<Problem> {
  return { ...(data as object), detail };
}
