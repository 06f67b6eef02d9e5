import { call } from "../call.js";
import { createCommand } from "../generated/v2.js";
import type { CommandResult, CreateCommandRequest } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** Commands: what the service does without a model. */
export class Commands {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Carry out a command. Throws APIError and its subclasses. */
  create(request: CreateCommandRequest, options?: RequestOptions): APIPromise<CommandResult> {
    return call(this.#transport, createCommand, { body: request }, options);
  }
}
