/** Requests over HTTP: addresses, headers, deadlines, tries, and errors for answers that say no. */

import { APIConnectionError, APIResponseError, APIStatusError, OrchestraError, statusError } from "./errors.js";
import { cancelRun, createIntent, revokeKey } from "./generated/v2.js";
import type { Operation, Problem } from "./generated/v2.js";
import { Log, redact, shown } from "./log.js";
import { process, type RequestOptions, type Settings } from "./options.js";
import { VERSION } from "./version.js";
import { backoff, Scope, sleep } from "./wait.js";

/** What goes into a request: values for the `{…}` of the path, the query, and the JSON body. */
export interface Args {
  path?: Readonly<Record<string, string>> | undefined;
  query?: object | undefined;
  body?: object | undefined;
  /** `application/json` if absent. */
  accept?: string | undefined;
  /** Headers that the operation asks for. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** A request that is ready to be sent, more than once if need be. */
export interface Call {
  readonly operation: Operation;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | null;
  /** Milliseconds for one try. */
  readonly timeout: number;
  readonly maxRetries: number;
  readonly signal: AbortSignal | undefined;
}

/** An answer that was read to its end. */
export interface Answer {
  readonly call: Call;
  readonly response: Response;
  readonly text: string;
}

/** Reads the problem out of the JSON of an answer that says no; v1 has an envelope of its own. */
export type ProblemReader = (body: unknown) => Partial<Problem> | undefined;

// More than this is not waited for, in seconds, whatever Retry-After says.
export const LONGEST_WAIT = 60;

// POSTs that come to the same when they are sent twice.
const REPEATABLE = new Set<string>([cancelRun.id, createIntent.id, revokeKey.id]);

// What Node's fetch says when nothing of the request has been sent.
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

/** Sends requests as the settings say. Every resource stands on one; it holds nothing that must be closed. */
export class Transport {
  /** @internal */
  readonly log: Log;
  readonly #warned = new Set<string>();

  constructor(
    /** What holds for every request. */
    readonly settings: Settings,
    /** @internal */
    readonly readProblem: ProblemReader = problemOf,
  ) {
    this.log = new Log(settings.logger, settings.logLevel, settings.apiKey);
  }

  /** Prepare and send in one. Throws OrchestraError as `prepare` does, APIError and its subclasses as `send` does. @internal */
  async request(operation: Operation, args: Args, options?: RequestOptions): Promise<Answer> {
    return this.send(this.prepare(operation, args, options));
  }

  /** Put a request together. Throws OrchestraError for a value that cannot be in a path or a header. @internal */
  prepare(operation: Operation, args: Args, options: RequestOptions = {}): Call {
    const { settings } = this;
    return {
      operation,
      url: settings.baseUrl + address(operation, args),
      headers: this.#headers(operation, args, options),
      body: args.body ? JSON.stringify(args.body) : null,
      timeout: options.timeout ?? settings.timeout,
      maxRetries: options.maxRetries ?? settings.maxRetries,
      signal: options.signal,
    };
  }

  /** Send a request and read its answer, as often as the call allows. Throws APIError and its subclasses. @internal */
  async send(call: Call): Promise<Answer> {
    for (let tries = 0; ; tries++) {
      const scope = new Scope(call.signal);
      try {
        scope.arm(call.timeout);
        const response = await this.attempt(call, scope);
        return { call, response, text: await read(response, scope) };
      } catch (error) {
        scope.close();
        const wait = this.delay(error, call, tries);
        if (wait === undefined) throw error;
        this.log.write("info", `${call.operation.id}: again in ${Math.round(wait)} ms: ${error}`);
        await sleep(wait, call.signal);
      } finally {
        scope.close();
      }
    }
  }

  /** One try, until the answer begins: `scope` then still guards its body. Throws APIError and its subclasses. @internal */
  async attempt(call: Call, scope: Scope): Promise<Response> {
    const { operation, url, headers, body } = call;
    const { log } = this;
    // Without a `this`: a browser's own fetch takes no other than its window.
    const { fetch } = this.settings;
    if (log.takes("debug")) log.write("debug", `${operation.method} ${url} (${shown(headers)})`);
    const began = Date.now();
    let response: Response;
    try {
      response = await fetch(url, { method: operation.method, headers, body, signal: scope.signal });
    } catch (error) {
      throw scope.explain(error);
    }
    if (log.takes("debug")) {
      log.write("debug", `${response.status} after ${Date.now() - began} ms (${shown(response.headers)})`);
    }
    this.#warn(operation, response.headers);
    if (!response.ok) throw this.refusal(response, await read(response, scope));
    return response;
  }

  /** How long to wait before a call is sent again, in milliseconds; undefined: it is not to be sent again. @internal */
  delay(error: unknown, call: Call, tries: number): number | undefined {
    if (tries >= call.maxRetries) return undefined;
    const { method, id, takesKey } = call.operation;
    const safe = method !== "POST" || takesKey || REPEATABLE.has(id);
    if (error instanceof APIStatusError) {
      if (!error.retryable || !(safe || error.status === 429 || error.status === 503)) return undefined;
      if (error.retry_after === undefined) return backoff(tries);
      return error.retry_after > LONGEST_WAIT ? undefined : error.retry_after * 1000;
    }
    return error instanceof APIConnectionError && (safe || unsent(error)) ? backoff(tries) : undefined;
  }

  #headers({ id, takesKey }: Operation, args: Args, options: RequestOptions): Headers {
    const { apiKey, defaultHeaders } = this.settings;
    try {
      const headers = new Headers(defaultHeaders);
      headers.set("Accept", args.accept ?? "application/json");
      if (apiKey !== null) headers.set("Authorization", `Bearer ${apiKey}`);
      if (args.body) headers.set("Content-Type", "application/json");
      if (process?.versions?.node) {
        const platform = `node/${process.versions.node} ${process.platform}`;
        headers.set("User-Agent", `ai-orchestra-sdk/${VERSION} ${platform}`);
      }
      for (const more of [options.headers, args.headers]) {
        for (const [name, value] of Object.entries(more ?? {})) headers.set(name, value);
      }
      // Made here, so that every try of the call carries the same.
      if (takesKey && (options.idempotencyKey !== undefined || !headers.has("Idempotency-Key"))) {
        headers.set("Idempotency-Key", options.idempotencyKey ?? uuid());
      }
      return headers;
    } catch (cause) {
      // The cause shows the value, which may be the key.
      throw new OrchestraError(`${id}: a header cannot be sent: ${(cause as Error).name}`);
    }
  }

  /** The error for an answer that says no, whose body is `text`. */
  refusal(response: Response, text: string): APIStatusError {
    const { status, headers } = response;
    let problem: Partial<Problem> | undefined;
    try {
      const body: unknown = JSON.parse(text);
      if (isObject(body)) problem = this.readProblem(body);
    } catch {
      // A proxy's page, say: its first words are all that there is to tell.
    }
    return statusError({ status, problem, headers, text: redact(text.slice(0, 200)) });
  }

  /** Pass on that an operation will go away, once an operation. */
  #warn({ id }: Operation, headers: Headers): void {
    if (!headers.has("Deprecation") || this.#warned.has(id)) return;
    this.#warned.add(id);
    const sunset = headers.get("Sunset");
    const successor = /<([^>]*)>[^,]*rel="?successor-version/.exec(headers.get("Link") ?? "")?.[1];
    this.log.write(
      "warn",
      `${id} is deprecated${sunset ? ` and ends on ${sunset}` : ""}${successor ? `; use ${successor}` : ""}`,
    );
  }
}

/** The JSON object of an answer. Throws APIResponseError for what is none, or lacks a field that must be there. */
export function parseAnswer({ call, text, response }: Answer): unknown {
  const { id, required } = call.operation;
  if (response.status === 204) return undefined;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new APIResponseError(`${id} was answered with no JSON: ${redact(text.slice(0, 100))}`, { cause });
  }
  if (!isObject(data)) throw new APIResponseError(`${id} was answered with no JSON object.`);
  const missing = required.find((name) => !(name in (data as object)));
  if (missing) throw new APIResponseError(`${id} was answered without "${missing}".`);
  return data;
}

/** A UUID of version 4. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  // Pages without TLS do not have it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The path and query of a request. */
function address({ path, id }: Operation, args: Args): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = args.path?.[name];
    // As part of an address, dots would lead to another operation.
    if (!value || /^\.\.?$/.test(value)) throw new OrchestraError(`${id}: "${value ?? ""}" can be no ${name}.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  const asked = query.toString();
  return asked ? `${filled}?${asked}` : filled;
}

/** What of a JSON object can be read as a problem document; undefined where it has no code. */
function problemOf(body: unknown): Partial<Problem> | undefined {
  const problem = { ...(body as Partial<Record<keyof Problem, unknown>>) };
  if (typeof problem.code !== "string") return undefined;
  // Somebody in between may have written it: nothing of a wrong type is passed on.
  if (typeof problem.retryable !== "boolean") delete problem.retryable;
  if (typeof problem.retry_after !== "number") delete problem.retry_after;
  if (!Array.isArray(problem.errors)) delete problem.errors;
  return problem as Partial<Problem>;
}

async function read(response: Response, scope: Scope): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw scope.explain(error);
  }
}

function unsent(error: APIConnectionError): boolean {
  const { cause } = (error.cause ?? {}) as { cause?: { code?: string } };
  return UNSENT.has(cause?.code ?? "");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
