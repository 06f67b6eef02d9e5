import { list } from "../call.js";
import { listModels } from "../generated/v2.js";
import type { Model, Operations } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { PagePromise } from "../pages.js";
import type { Transport } from "../transport.js";

/** The models that can be asked. */
export class Models {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The models, page by page. Throws APIError and its subclasses. */
  list(query: Operations["listModels"]["query"] = {}, options?: RequestOptions): PagePromise<Model> {
    return list(this.#transport, listModels, { query }, options);
  }
}
