import { call } from "../call.js";
import { createWsTicket } from "../generated/v2.js";
import type { CreateWsTicketRequest, WsTicket } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** Tickets that let a page open one WebSocket without the key. */
export class WsTickets {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Make a ticket for a page. Throws APIError and its subclasses. */
  create(request: CreateWsTicketRequest, options?: RequestOptions): APIPromise<WsTicket> {
    return call(this.#transport, createWsTicket, { body: request }, options);
  }
}
