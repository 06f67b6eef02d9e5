import { list } from "../call.js";
import { listSwarms } from "../generated/v2.js";
import type { Operations, Swarm } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { PagePromise } from "../pages.js";
import type { Transport } from "../transport.js";

/** The swarms that can work on an answer: the `swarm_type` of a chat is the name of one. */
export class Swarms {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The swarms, page by page. Throws APIError and its subclasses. */
  list(query: Operations["listSwarms"]["query"] = {}, options?: RequestOptions): PagePromise<Swarm> {
    return list(this.#transport, listSwarms, { query }, options);
  }
}
