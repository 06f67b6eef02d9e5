// A service whose every answer the test says: a real socket, so that timeouts and broken connections are real.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { after } from "node:test";

import { type Logger, Orchestra, type OrchestraOptions } from "@ai-orchestra/sdk";

export const KEY = "ork_stub-key-0123456789";

export interface Seen {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  body: string;
}

/** Answers one request. */
export type Reply = (response: ServerResponse, request: Seen) => void;

export class Stub {
  readonly seen: Seen[] = [];
  readonly #replies: Reply[];
  readonly #server: Server;
  /** What the client wrote to its log. */
  readonly log: string[] = [];

  private constructor(replies: Reply[]) {
    this.#replies = replies;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** One that gives these answers, one a request; the last one for ever. */
  static async start(...replies: Reply[]): Promise<Stub> {
    const stub = new Stub(replies);
    await new Promise<void>((done) => stub.#server.listen(0, "127.0.0.1", done));
    after(() => stub.stop());
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  client(options: OrchestraOptions = {}): Orchestra {
    const write = (line: string): void => void this.log.push(line);
    const logger: Logger = { debug: write, info: write, warn: write, error: write };
    return new Orchestra({ apiKey: KEY, baseUrl: this.url, logger, ...options });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    try {
      for await (const piece of request) body += new TextDecoder().decode(piece);
    } catch {
      return;
    }
    const { method, url, headers } = request;
    const seen = { method, url, headers, body };
    this.seen.push(seen);
    const reply = this.#replies.length > 1 ? this.#replies.shift()! : this.#replies[0]!;
    reply(response, seen);
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(value));
  };
}

export function problem(status: number, code: string, more: object = {}, headers: Record<string, string> = {}): Reply {
  const retryable = status === 429 || status >= 500;
  return json({ status, code, title: "No", detail: "No.", retryable, correlation_id: "cor_1", ...more }, status, headers);
}

/** Breaks the connection instead of answering. */
export const hangUp: Reply = (response) => response.destroy();

/** Never answers. */
export const silence: Reply = () => {};

export const AT_ONCE = { "Retry-After": "0" };
export const MODEL_PAGE = { data: [], has_more: false, next_cursor: null };
export const SESSION = {
  session_id: "s",
  title: null,
  metadata: {},
  settings: {},
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
};

/** Says how many listen to a signal from now on. */
export function listeners(signal: AbortSignal): () => number {
  const known = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: [string, never]) => {
    known.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: [string, never]) => {
    known.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  return () => known.size;
}

/** How many timers run. */
export function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

export const RUN = "run_1";

/** An event of the run as it goes over the wire. */
export function event(offset: number, type: string, more: object = {}): string {
  const data = JSON.stringify({ type, run_id: RUN, offset, created_at: "2026-01-01T00:00:00.000Z", ...more });
  return `id: ${RUN}:${offset}\nevent: ${type}\ndata: ${data}\n\n`;
}

export const started = event(0, "run.started");

export function token(offset: number): string {
  return event(offset, "token", { text: ` ${offset}` });
}

export function completed(offset: number): string {
  return event(offset, "run.completed", { response: "" });
}

/** A stream of these pieces; then it ends, or hangs up, or stays open and silent. */
export function stream(pieces: string[], then: "end" | "lost" | "silent" = "end", headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Orchestra-Run-Id": RUN, ...headers });
    response.write(`retry: 2000\n\n${pieces.join("")}`, () => {
      if (then === "lost") response.destroy();
      if (then === "end") response.end();
    });
  };
}
