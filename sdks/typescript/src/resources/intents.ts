import { call } from "../call.js";
import { createIntent } from "../generated/v2.js";
import type { CreateIntentRequest, IntentReport } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** What messages want. */
export class Intents {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Interpret a message without answering it; no language model is asked. Throws APIError and its subclasses. */
  create(request: CreateIntentRequest, options?: RequestOptions): APIPromise<IntentReport> {
    return call(this.#transport, createIntent, { body: request }, options);
  }
}
