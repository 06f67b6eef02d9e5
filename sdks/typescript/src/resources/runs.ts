import { call } from "../call.js";
import { SseSource } from "../follow.js";
import { Fold } from "../fold.js";
import { cancelRun, getRun } from "../generated/v2.js";
import type { Run } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { APIPromise } from "../promise.js";
import { RunStream } from "../stream.js";
import type { Transport } from "../transport.js";

/** Runs: what the service does for one message. */
export class Runs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Look up a run. Throws APIError and its subclasses. */
  get(run_id: string, options?: RequestOptions): APIPromise<Run> {
    return call(this.#transport, getRun, { path: { run_id } }, options);
  }

  /** Follow a run, from its beginning or behind the event with the offset `after`. */
  events(run_id: string, { after }: { after?: number | undefined } = {}, options: RequestOptions = {}): RunStream {
    return new RunStream(new SseSource(this.#transport, new Fold(run_id, after), options));
  }

  /** End a run; one that was cancelled before stays so. Throws ConflictError for one that has another end. */
  cancel(run_id: string, options?: RequestOptions): APIPromise<Run> {
    return call(this.#transport, cancelRun, { path: { run_id } }, options);
  }
}
