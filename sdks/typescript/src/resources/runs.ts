import { call } from "../call.js";
import { SseSource } from "../follow.js";
import { Fold } from "../fold.js";
import { cancelRun, createRunFeedback, getRun } from "../generated/v2.js";
import type { CreateRunFeedbackRequest, Run, RunFeedback } from "../generated/v2.js";
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

  /**
   * Follow a run, from its beginning or behind the event with the offset `after`.
   *
   * @param run_id The run's id.
   * @param place Where to begin.
   */
  events(run_id: string, { after }: { after?: number | undefined } = {}, options: RequestOptions = {}): RunStream {
    return new RunStream(new SseSource(this.#transport, new Fold(run_id, after), options));
  }

  /** End a run; one that was cancelled before stays so. Throws ConflictError for one that has another end. */
  cancel(run_id: string, options?: RequestOptions): APIPromise<Run> {
    return call(this.#transport, cancelRun, { path: { run_id } }, options);
  }

  /**
   * Say how good its answer was, or what the message had wanted in truth. A later word takes the earlier one's place:
   * what is left out is nothing then, and `{}` takes it back. Throws APIError and its subclasses.
   */
  feedback(run_id: string, request: CreateRunFeedbackRequest, options?: RequestOptions): APIPromise<RunFeedback> {
    return call(this.#transport, createRunFeedback, { path: { run_id }, body: request }, options);
  }
}
