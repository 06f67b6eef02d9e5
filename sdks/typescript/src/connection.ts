/** A connection over /v2/ws: several runs at once, and every one of them through as many sockets as it takes. */

import { ConnectionClosedError } from "./errors.js";
import type { Followed } from "./followed.js";
import { getRun } from "./generated/v2.js";
import type {
  ChatRequest,
  ClientFrame,
  CommandFrame,
  CommandResultFrame,
  ConnectionLimits,
  Run,
  ServiceFrame,
  StatusReportFrame,
} from "./generated/v2.js";
import type { RequestOptions } from "./options.js";
import { type Close, Socket } from "./socket.js";
import { RunStream } from "./stream.js";
import { parseAnswer, type Transport, uuid } from "./transport.js";
import { Scope, sleep } from "./wait.js";
import { type Unnamed, Wire } from "./wire.js";
import { WireSource } from "./wire_source.js";

/** The options of `client.connect(…)`. */
export interface ConnectOptions {
  /**
   * Gets a ticket from your backend, for pages, which cannot send a key. Asked for every socket, because a ticket opens
   * one only.
   */
  ticket?: (() => Promise<string>) | undefined;
  /** The session of chats and commands that name none. */
  session_id?: string | undefined;
  /** How long an answer may take, in milliseconds; the client's if absent. A socket has ten seconds to be open. */
  timeout?: number | undefined;
  /** How many sockets in a row may come to nothing; the client's if absent. */
  maxRetries?: number | undefined;
  /** Ends the wait for the first socket: `connect` throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The options of what is asked over a connection. */
export type AskOptions = Pick<RequestOptions, "timeout" | "signal">;

/** The options of a chat and of a command over a connection. */
export type ChatOptions = AskOptions & Pick<RequestOptions, "idempotencyKey">;

// Until a socket has brought its welcome, in milliseconds.
const HANDSHAKE = 10_000;
// The service pings every 15 s: after so many milliseconds of silence the socket is lost.
const SILENCE = 60_000;
const IDLE_SECONDS = 300;

/**
 * An open connection. When its socket is lost it opens another one and goes on where it was; only when that cannot be, it
 * is closed, and everybody who waits on it gets ConnectionClosedError, or what kept the last socket from opening.
 *
 * It keeps a program of Node's alive: close it, or `await using connection = await client.connect()`.
 */
export class Connection implements AsyncDisposable {
  readonly #transport: Transport;
  readonly #options: ConnectOptions;
  readonly #timeout: number;
  readonly #wire: Wire;
  readonly #life = new Scope();
  readonly #later = new Set<ReturnType<typeof setTimeout>>();
  readonly #running: Promise<void>;
  #socket: Socket | undefined;
  #began: () => void = () => {};
  /** The socket is of no use any more, whether it says that it is closed or not. */
  #hangUp: (how: Close) => void = () => {};

  private constructor(transport: Transport, options: ConnectOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#timeout = options.timeout ?? transport.settings.timeout;
    const world = {
      send: (text: string) => this.#socket?.send(text),
      later: (ms: number, act: () => void) => this.#after(ms, act),
    };
    this.#wire = new Wire(world, options.maxRetries ?? transport.settings.maxRetries);
    this.#running = this.#run();
  }

  /** What `client.connect()` does. Throws as it does. */
  static async open(transport: Transport, options: ConnectOptions = {}): Promise<Connection> {
    const { signal } = options;
    signal?.throwIfAborted();
    const connection = new Connection(transport, options);
    const abort = () => void connection.#end(signal?.reason);
    signal?.addEventListener("abort", abort);
    try {
      const began = new Promise<void>((resolve) => (connection.#began = resolve));
      await Promise.race([began, connection.#running]);
      if (connection.#wire.ended) throw connection.#wire.ended;
      return connection;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The service's name for the socket that is open, or was last. */
  get connection_id(): string | undefined {
    return this.#wire.welcome?.connection_id;
  }

  /** What the service allows on it. */
  get limits(): ConnectionLimits | undefined {
    return this.#wire.welcome?.limits;
  }

  /**
   * Send a message and follow its run; several at once, eight as a rule. Returns at once.
   *
   * Throws OrchestraError where the message is larger than the service takes, and ConnectionClosedError. What the service
   * says against it, the stream throws.
   */
  chat(request: ChatRequest, options: ChatOptions = {}): RunStream {
    const { session_id } = this.#options;
    const frame = { type: "chat", ...(session_id && { session_id }), ...request } as const;
    options.signal?.throwIfAborted();
    return this.#stream(this.#wire.chat({ ...frame, idempotency_key: options.idempotencyKey ?? uuid() }), options);
  }

  /**
   * Follow a run, from its beginning or behind the event with the offset `after`. Throws as `chat` does.
   *
   * @param run_id The run's id.
   * @param place Where to begin.
   */
  resume(run_id: string, { after }: { after?: number | undefined } = {}, options: AskOptions = {}): RunStream {
    options.signal?.throwIfAborted();
    return this.#stream(this.#wire.resume(run_id, after ?? -1), options);
  }

  /** Carry out a command, such as `help` or `stop`. Throws APIStatusError, APITimeoutError and ConnectionClosedError. */
  command(
    command: string,
    more: Pick<CommandFrame, "context" | "session_id"> = {},
    options: ChatOptions = {},
  ): Promise<CommandResultFrame> {
    const { session_id } = this.#options;
    const key = options.idempotencyKey ?? uuid();
    const frame = { type: "command", ...(session_id && { session_id }), ...more, command, idempotency_key: key } as const;
    return this.#ask<CommandResultFrame>(frame, options);
  }

  /** What this connection follows. Throws as `command` does. */
  status(options?: AskOptions): Promise<StatusReportFrame> {
    return this.#ask<StatusReportFrame>({ type: "status" }, options);
  }

  /** Returns when the service has given a sign of life. Throws as `command` does. */
  async ping(options?: AskOptions): Promise<void> {
    await this.#ask({ type: "ping" }, options);
  }

  /** Close it; returns when it is closed, after two seconds in any case. Runs go on as their `on_disconnect` says. */
  close(): Promise<void> {
    return this.#end(new ConnectionClosedError(1000, "It was closed on this side.", false));
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #end(error: unknown): Promise<void> {
    this.#wire.end(error);
    this.#life.close();
    await this.#socket?.close();
    this.#hangUp({ code: 1000, reason: "" });
    await this.#running;
  }

  #stream(followed: Followed, options: AskOptions): RunStream {
    const cancel = async (run_id: string) => {
      await this.#ask({ type: "cancel", run_id }, { timeout: options.timeout });
      // Over a WebSocket the service says where the run stands; the run itself is to be had over HTTP, by who has a key.
      const transport = this.#transport;
      if (this.#options.ticket || transport.settings.apiKey === null) return undefined;
      return parseAnswer(await transport.send(transport.prepare(getRun, { path: { run_id } }))) as Run;
    };
    return new RunStream(new WireSource(this.#wire, followed, cancel, options.timeout ?? this.#timeout, options.signal));
  }

  async #ask<T extends ServiceFrame>(frame: Unnamed<ClientFrame>, options: AskOptions = {}): Promise<T> {
    const { timeout = this.#timeout } = options;
    const scope = new Scope(options.signal);
    let id: string | undefined;
    try {
      scope.arm(timeout);
      return await new Promise<T>((resolve, reject) => {
        scope.signal.addEventListener("abort", () => reject(scope.signal.reason));
        id = this.#wire.ask(frame, (error, answer) => (answer ? resolve(answer as T) : reject(error)));
      });
    } finally {
      if (id !== undefined) this.#wire.forget(id);
      scope.close();
    }
  }

  /** One socket after the other, until there is to be none any more. */
  async #run(): Promise<void> {
    const { log } = this.#transport;
    while (!this.#wire.ended) {
      let wait: number | undefined;
      try {
        const { code, reason } = await this.#serve();
        wait = this.#wire.lost(code, reason);
        log.write("info", `WebSocket: closed with ${code} ${reason}`);
      } catch (error) {
        wait = this.#wire.unreachable(error);
        log.write("info", `WebSocket: ${error}`);
      }
      if (wait === undefined) break;
      log.write("info", `WebSocket: again in ${Math.round(wait)} ms`);
      await sleep(wait, this.#life.signal).catch(() => {});
    }
    this.#life.close();
    for (const timer of this.#later) clearTimeout(timer);
  }

  /** Open a socket and stay until it is closed. Throws where there is none, or no welcome comes. */
  async #serve(): Promise<Close> {
    const wire = this.#wire;
    const opening = new Scope(this.#life.signal);
    const closed = new Promise<Close>((resolve) => (this.#hangUp = resolve));
    let heard = 0;
    let over = false;
    let watch: ReturnType<typeof setInterval> | undefined;
    try {
      opening.arm(Math.min(this.#timeout, HANDSHAKE));
      const ticket = await until(opening.signal, this.#options.ticket?.());
      const protocols = ["orchestra.v2", ...(ticket === undefined ? [] : [`orchestra.ticket.${ticket}`])];
      const destination = { path: "/v2/ws", protocols, ticket: ticket !== undefined };
      let welcome: () => void;
      const welcomed = new Promise<void>((resolve) => (welcome = resolve));
      const message = (text: string) => {
        if (over) return;
        heard = Date.now();
        try {
          wire.receive(text);
          if (wire.open) welcome();
        } catch (error) {
          void this.#end(error);
        }
      };
      const opened = (socket: Socket) => void (this.#socket = socket);
      await Socket.open(this.#transport, destination, opening, { opened, message, closed: this.#hangUp });
      await until(opening.signal, Promise.race([welcomed, closed]));
      opening.disarm();
      // One that was closed before its welcome has begun nothing.
      if (wire.open) this.#began();
      watch = this.#watch(() => heard);
      return await closed;
    } finally {
      over = true;
      clearInterval(watch);
      opening.close();
      // One that was closed is not closed again.
      void this.#socket?.close();
      this.#socket = undefined;
    }
  }

  /** Keep a socket that is quiet from being taken for idle, and see when it is lost without a word. */
  #watch(heard: () => number): ReturnType<typeof setInterval> {
    const pause = Math.max(((this.limits?.idle_timeout ?? IDLE_SECONDS) / 3) * 1000, 1000);
    let pinged = Date.now();
    const look = () => {
      const now = Date.now();
      if (now - heard() > SILENCE) this.#hangUp({ code: 1006, reason: "Nothing came for a minute." });
      if (now - pinged < pause) return;
      pinged = now;
      this.#socket?.send('{"type":"ping"}');
    };
    return setInterval(look, Math.min(pause, SILENCE / 4));
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#later.delete(timer);
      act();
    }, ms);
    this.#later.add(timer);
  }
}

/** What a promise comes to, unless the signal is aborted before: then its reason is thrown. */
async function until<T>(signal: AbortSignal, promise: Promise<T> | undefined): Promise<T | undefined> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
  });
  try {
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
