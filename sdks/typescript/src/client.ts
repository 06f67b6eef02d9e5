/** The client: everything that the service does, with one key at one address. */

import type { Connection, ConnectOptions } from "./connection.js";
import { type OrchestraOptions, resolve } from "./options.js";
import { Admin } from "./resources/admin.js";
import { Chat } from "./resources/chat.js";
import { Commands } from "./resources/commands.js";
import { Intents } from "./resources/intents.js";
import { Memories } from "./resources/memories.js";
import { Models } from "./resources/models.js";
import { Runs } from "./resources/runs.js";
import { Sessions } from "./resources/sessions.js";
import { Swarms } from "./resources/swarms.js";
import { WsTickets } from "./resources/ws_tickets.js";
import { Transport } from "./transport.js";

/**
 * A client of AI Orchestra.
 *
 * It holds no connection that must be closed, and may be used for many calls at once.
 */
export class Orchestra {
  /** What sends its requests; for resources that are used without a client. */
  readonly transport: Transport;
  /** Messages and their answers. */
  readonly chat: Chat;
  /** What the service does for one message. */
  readonly runs: Runs;
  /** Conversations. */
  readonly sessions: Sessions;
  /** What was said in sessions, to search in and to forget. */
  readonly memories: Memories;
  /** The models that there are. */
  readonly models: Models;
  /** The swarms that there are. */
  readonly swarms: Swarms;
  /** What messages want. */
  readonly intents: Intents;
  /** Commands to the service. */
  readonly commands: Commands;
  /** Tickets for the WebSockets of pages. */
  readonly wsTickets: WsTickets;
  /** What the people who run the service do. */
  readonly admin: Admin;

  /** Throws OrchestraError where there is no key, or the address cannot be one. */
  constructor(options: OrchestraOptions = {}) {
    this.transport = new Transport(resolve(options));
    this.chat = new Chat(this.transport);
    this.runs = new Runs(this.transport);
    this.sessions = new Sessions(this.transport);
    this.memories = new Memories(this.transport);
    this.models = new Models(this.transport);
    this.swarms = new Swarms(this.transport);
    this.intents = new Intents(this.transport);
    this.commands = new Commands(this.transport);
    this.wsTickets = new WsTickets(this.transport);
    this.admin = new Admin(this.transport);
  }

  /** A client that differs in `options` only. Throws OrchestraError as the constructor does. */
  withOptions(options: OrchestraOptions): Orchestra {
    const { settings } = this.transport;
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    return new Orchestra({ ...settings, apiKey: settings.apiKey, ...given });
  }

  /**
   * Connect by WebSocket; returns when the service has said welcome.
   *
   * Throws APIConnectionError and APITimeoutError, APIStatusError where the handshake is refused, ConnectionClosedError
   * where the service closes at once (a page's ticket was used before, say), what `ticket` throws, and OrchestraError
   * where the platform has no WebSocket.
   */
  async connect(options?: ConnectOptions): Promise<Connection> {
    // Loaded when it is used: a program without WebSockets need not have it in its first bundle.
    const { Connection } = await import("./connection.js");
    return Connection.open(this.transport, options);
  }
}
