import { call, list } from "../call.js";
import { createKey, getKey, listKeys, revokeKey } from "../generated/v2.js";
import type { CreatedKey, CreateKeyRequest, Key, Operations } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { PagePromise } from "../pages.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** API keys. Only a key with the scope `admin` may call these; all throw APIError and its subclasses. */
export class Keys {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Make a key. Its `secret` is in this answer only. */
  create(request: CreateKeyRequest, options?: RequestOptions): APIPromise<CreatedKey> {
    return call(this.#transport, createKey, { body: request }, options);
  }

  /** Look up a key. */
  get(key_id: string, options?: RequestOptions): APIPromise<Key> {
    return call(this.#transport, getKey, { path: { key_id } }, options);
  }

  /** Take a key back; one that was taken back before stays so. */
  revoke(key_id: string, options?: RequestOptions): APIPromise<Key> {
    return call(this.#transport, revokeKey, { path: { key_id } }, options);
  }

  /** The keys, page by page. */
  list(query: Operations["listKeys"]["query"] = {}, options?: RequestOptions): PagePromise<Key> {
    return list(this.#transport, listKeys, { query }, options);
  }
}

/** What the people who run the service do. */
export class Admin {
  /** API keys. */
  readonly keys: Keys;

  constructor(transport: Transport) {
    this.keys = new Keys(transport);
  }
}
