/** What a program may choose: for a client, and for one call. */

import { OrchestraError } from "./errors.js";
import { LEVELS, type Logger, type LogLevel } from "./log.js";

/** The constructor of a WebSocket: the platform's own, or the `ws` package's. */
export type WebSocketConstructor = new (url: string, ...rest: never[]) => WebSocket;

/** The options of `new Orchestra(…)`. */
export interface OrchestraOptions {
  /**
   * The key, `ork_…`; absent, `ORCHESTRA_API_KEY` from the environment. `null` says that there is none: for a page
   * that has tickets only, or a proxy that puts the key in.
   */
  apiKey?: string | null | undefined;
  /** Where the service is; absent, `ORCHESTRA_BASE_URL` from the environment, else `http://127.0.0.1:8000`. */
  baseUrl?: string | undefined;
  /**
   * How long one try of a call may take until its answer has been read, in milliseconds; 150,000 if absent. For a
   * stream: until its answer begins, and at the most a minute of silence after that.
   */
  timeout?: number | undefined;
  /** How often a call is sent again, and how often a stream is resumed without a new event between; 2 if absent. */
  maxRetries?: number | undefined;
  /** Headers for every request. */
  defaultHeaders?: Readonly<Record<string, string>> | undefined;
  /** What sends requests, for proxies and the like; the platform's `fetch` if absent. */
  fetch?: typeof globalThis.fetch | undefined;
  /** What opens WebSockets; the platform's own if absent, else the `ws` package. */
  webSocket?: WebSocketConstructor | undefined;
  /** Where log lines go; the console if absent. */
  logger?: Logger | undefined;
  /** The least that is logged; absent, `ORCHESTRA_LOG` from the environment, else "warn". */
  logLevel?: LogLevel | undefined;
}

/** The options of one call. */
export interface RequestOptions {
  /** As in OrchestraOptions, for this call. */
  timeout?: number | undefined;
  /** As in OrchestraOptions, for this call. */
  maxRetries?: number | undefined;
  /** The name that makes the call safe to send again, 1 to 255 visible ASCII characters; made if absent. */
  idempotencyKey?: string | undefined;
  /** Ends the call: it throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Headers for this call; they win over `defaultHeaders`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** OrchestraOptions with everything decided. */
export interface Settings {
  /** Null where there is none. */
  readonly apiKey: string | null;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** How often a call is sent again. */
  readonly maxRetries: number;
  /** Headers for every request. */
  readonly defaultHeaders: Readonly<Record<string, string>>;
  /** What sends requests. */
  readonly fetch: typeof globalThis.fetch;
  /** What opens WebSockets; undefined for the platform's own. */
  readonly webSocket: WebSocketConstructor | undefined;
  /** Where log lines go. */
  readonly logger: Logger;
  /** The least that is logged. */
  readonly logLevel: LogLevel;
}

interface Platform {
  process?: {
    env?: Record<string, string | undefined>;
    versions?: { node?: string };
    platform?: string;
  };
}

/** What the program runs on; a browser has no `process`. */
export const { process } = globalThis as Platform;

/** Decide everything that was left out. Throws OrchestraError for what cannot work. */
export function resolve(options: OrchestraOptions): Settings {
  const apiKey = options.apiKey === undefined ? environment("ORCHESTRA_API_KEY") : options.apiKey;
  if (apiKey === undefined || apiKey === "") {
    throw new OrchestraError("There is no key: give `apiKey`, or set ORCHESTRA_API_KEY.");
  }
  const baseUrl = options.baseUrl ?? environment("ORCHESTRA_BASE_URL") ?? "http://127.0.0.1:8000";
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
    throw new OrchestraError(`The base URL is no http or https address: ${baseUrl}`);
  }
  const asked = environment("ORCHESTRA_LOG")?.toLowerCase();
  const settings = {
    apiKey,
    baseUrl: baseUrl.replace(/\/+$/, ""),
    timeout: options.timeout ?? 150_000,
    maxRetries: options.maxRetries ?? 2,
    defaultHeaders: options.defaultHeaders ?? {},
    // Bound late, so that a fetch that is replaced afterwards (as tests do) is the one that is used.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    webSocket: options.webSocket,
    logger: options.logger ?? console,
    logLevel: options.logLevel ?? LEVELS.find((level) => level === asked) ?? "warn",
  };
  // Who prints a client does not print its key.
  return Object.defineProperty(settings, "apiKey", { enumerable: false });
}

/** An environment variable; undefined where it is empty, and where there is no environment. */
function environment(name: string): string | undefined {
  return process?.env?.[name] || undefined;
}
