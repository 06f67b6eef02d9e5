/** Version 1's WebSocket: one session, frames as they come, and nothing to be resumed. */

import { ConnectionClosedError, OrchestraError, StreamError } from "../errors.js";
import { redact } from "../log.js";
import { reconnects } from "../reconnects.js";
import { type Close, Socket } from "../socket.js";
import type { Transport } from "../transport.js";
import { Scope } from "../wait.js";
import type { ChatDataV1, ClientFrameV1, CommandDataV1, ControlDataV1, ServerFrameV1 } from "./generated/v1.js";

/** The options of `client.connect(…)` of version 1. */
export interface ConnectOptionsV1 {
  /** A ticket from your backend, for pages, which cannot send a key. */
  ticket?: string | undefined;
  /** How long the handshake may take, in milliseconds; ten seconds if absent. */
  timeout?: number | undefined;
  /** Ends the wait for the connection: `connect` throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

// So many frames wait for their reader: with more, the connection is closed.
const BUFFER = 10_000;
const HANDSHAKE = 10_000;

/**
 * An open connection: `for await (const frame of connection)` gives every frame of the service, its errors too. The loop
 * ends when the connection is closed on this side, and throws ConnectionClosedError when it is closed on the other.
 *
 * It keeps a program of Node's alive: close it, or `await using connection = await client.connect(…)`.
 */
export class ConnectionV1 implements AsyncIterable<ServerFrameV1>, AsyncDisposable {
  readonly #frames: ServerFrameV1[] = [];
  #socket: Socket | undefined;
  #ended: Error | undefined;
  #left = false;
  #wake: () => void = () => {};

  private constructor() {}

  /** What `client.connect` does. Throws as it does. */
  static async open(
    transport: Transport,
    client_id: string,
    session_id: string,
    { ticket, timeout = HANDSHAKE, signal }: ConnectOptionsV1 = {},
  ): Promise<ConnectionV1> {
    const connection = new ConnectionV1();
    const scope = new Scope(signal);
    const place = [client_id, session_id].map(encodeURIComponent).join("/");
    const query = ticket === undefined ? "" : `?ticket=${encodeURIComponent(ticket)}`;
    const destination = { path: `/v1/ws/${place}${query}`, protocols: [], ticket: ticket !== undefined };
    try {
      scope.arm(timeout);
      await Socket.open(transport, destination, scope, {
        opened: (socket) => void (connection.#socket = socket),
        message: (text) => connection.#receive(text),
        closed: (how) => connection.#closed(how),
      });
      return connection;
    } finally {
      scope.close();
    }
  }

  /** Ask; the frames about it carry `correlation_id`. Throws ConnectionClosedError, as every sending does. */
  chat(data: ChatDataV1, correlation_id?: string): void {
    this.send({ type: "chat", data, ...(correlation_id && { correlation_id }) });
  }

  /** Give a command: `help`, `status` or `stop`. */
  command(data: CommandDataV1, correlation_id?: string): void {
    this.send({ type: "command", data, ...(correlation_id && { correlation_id }) });
  }

  /** Ask something about the connection: `ping`, `status` or `metrics`. */
  control(type: ControlDataV1["type"], correlation_id?: string): void {
    this.send({ type: "control", data: { type }, ...(correlation_id && { correlation_id }) });
  }

  /** Send a frame of any kind. */
  send(frame: ClientFrameV1): void {
    if (this.#ended || !this.#socket) throw this.#ended ?? new OrchestraError("The connection is not open.");
    this.#socket.send(JSON.stringify(frame));
  }

  /** The frames as they come. Throws ConnectionClosedError behind the last one, unless it was closed on this side. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ServerFrameV1, void, undefined> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame) yield frame;
      else if (this.#left) return;
      else if (this.#ended) throw this.#ended;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Close it; its chats end. Returns when it is closed, after two seconds in any case. */
  async close(): Promise<void> {
    this.#left = this.#ended === undefined;
    this.#end(new ConnectionClosedError(1000, "It was closed on this side.", false));
    await this.#socket?.close();
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive(text: string): void {
    if (this.#ended) return;
    let frame: ServerFrameV1 | undefined;
    try {
      frame = JSON.parse(text) as ServerFrameV1;
    } catch {
      // Said below.
    }
    if (typeof frame?.type !== "string") {
      this.#giveUp(new StreamError(`A frame cannot be understood: ${redact(text.slice(0, 100))}`));
    } else if (this.#frames.push(frame) > BUFFER) {
      this.#giveUp(new StreamError(`${BUFFER} frames wait to be read: the connection was closed.`));
    }
    this.#wake();
  }

  #giveUp(error: Error): void {
    this.#end(error);
    void this.#socket?.close();
  }

  #closed({ code, reason }: Close): void {
    this.#end(new ConnectionClosedError(code, reason, reconnects(code)));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#wake();
  }
}
