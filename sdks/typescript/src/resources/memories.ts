import { call, list } from "../call.js";
import { deleteMemories, deleteMemory, listMemories } from "../generated/v2.js";
import type { Memory, Operations } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { PagePromise } from "../pages.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** What a chat with `use_memory` may be helped by: what was said in your sessions. All of it throws APIError's subclasses. */
export class Memories {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** What can be remembered, page by page, newest first; with `query`, what has its words, the most relevant first. */
  list(query: Operations["listMemories"]["query"] = {}, options?: RequestOptions): PagePromise<Memory> {
    return list(this.#transport, listMemories, { query }, options);
  }

  /** Forget a message; it stays in its session. Throws NotFoundError for one that is forgotten already. */
  delete(message_id: string, options?: RequestOptions): APIPromise<undefined> {
    return call(this.#transport, deleteMemory, { path: { message_id } }, options);
  }

  /** Forget everything that was said up to now; it stays in its sessions. */
  deleteAll(options?: RequestOptions): APIPromise<undefined> {
    return call(this.#transport, deleteMemories, {}, options);
  }
}
