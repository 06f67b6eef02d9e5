/** What a program holds while it follows a run, the same over Server-Sent Events and WebSocket. */

import { RunCancelledError, RunFailedError, StreamError } from "./errors.js";
import type { Fold } from "./fold.js";
import type { ManagerIntentEvent, Run, RunCompletedEvent, RunEvent, RunNoticeEvent } from "./generated/v2.js";
import type { AgentTurn, ToolCall } from "./swarm.js";

/** Where a RunStream has its events from. */
export interface RunEventSource {
  /** What was given out so far; `next` folds each event before it gives it. */
  readonly fold: Fold;
  /** The headers of the first answer; none over a WebSocket and before it came. */
  readonly headers: Headers | undefined;
  /** Connect, where that is not done: afterwards `fold.run_id` is known. */
  ready(): Promise<void>;
  /** The next event, each once and in order, resumed as often as needed. Not called after the terminal event. */
  next(): Promise<RunEvent>;
  /** Stop following and free what is held, at any time and as often as one likes; a waiting `next` ends with an error. */
  close(): Promise<void>;
  /** Cancel the run. Gives it as it is then, where the transport says it. */
  cancel(): Promise<Run | undefined>;
}

/**
 * A run that is followed: `for await (const event of stream)`.
 *
 * Iterating gives every event once and in order, the terminal one too, through as many connections as it takes.
 * After `run.completed` it ends; behind `run.failed` and `run.cancelled` it throws RunFailedError and
 * RunCancelledError. Leaving the loop early closes the connection; the run then follows its `on_disconnect`.
 *
 * Every way of reading throws, beside these: APIStatusError, APIConnectionError, StreamError, and
 * ConnectionClosedError over a WebSocket.
 */
export class RunStream implements AsyncIterable<RunEvent> {
  readonly #source: RunEventSource;
  #reading = false;
  #closed = false;
  #problem: unknown;

  constructor(source: RunEventSource) {
    this.#source = source;
  }

  /** The run's id, once the service has named it. */
  get run_id(): string | undefined {
    return this.#source.fold.run_id;
  }

  /** The cursor behind the last event given out, such as `run_x:12`: `runs.events` goes on there. */
  get lastEventId(): string | undefined {
    return this.#source.fold.lastEventId;
  }

  /** The texts of the tokens so far, joined. */
  get text(): string {
    return this.#source.fold.text;
  }

  /** What the manager made of the message, once it has said so. */
  get intent(): ManagerIntentEvent | undefined {
    return this.#source.fold.intent;
  }

  /** What the agents of a swarm have said so far, a turn an agent and round, in the order of their beginning. */
  get agents(): readonly AgentTurn[] {
    return this.#source.fold.agents;
  }

  /** The tools that were asked so far, with what they answered. */
  get tools(): readonly ToolCall[] {
    return this.#source.fold.tools;
  }

  /** What the service let its client know so far, such as `fallback_used` or `bound_reached`. */
  get notices(): readonly RunNoticeEvent[] {
    return this.#source.fold.notices;
  }

  /** False when events were lost because the service's log had been trimmed: `text` has a hole then. */
  get recovered(): boolean {
    return this.#source.fold.recovered;
  }

  /** The headers of the first answer; undefined over a WebSocket and before it came. */
  get responseHeaders(): Headers | undefined {
    return this.#source.headers;
  }

  /** Connect now rather than on first use; afterwards `run_id` is known. Throws what iterating throws. */
  async ready(): Promise<this> {
    if (this.#problem) throw this.#problem;
    try {
      await this.#source.ready();
    } catch (error) {
      this.#problem = error;
      await this.close();
      throw error;
    }
    return this;
  }

  /** Every event, once and in order. Throws as the class says. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void, undefined> {
    try {
      for (let event = await this.#next(); event; event = await this.#next()) yield event;
    } finally {
      await this.close();
    }
  }

  /** Only the text of the tokens, as it comes. Throws what iterating throws. */
  async *textDeltas(): AsyncGenerator<string, void, undefined> {
    for await (const event of this) if (event.type === "token") yield event.text;
  }

  /** Read to the end; may be asked for again. Throws what iterating throws. */
  async result(): Promise<RunCompletedEvent> {
    for await (const _event of this);
    return this.#source.fold.terminal as RunCompletedEvent;
  }

  /** Cancel the run: the stream then ends with `run.cancelled`. Gives the run, where the transport says it. */
  async cancel(): Promise<Run | undefined> {
    if (this.run_id === undefined) await this.ready();
    return this.#source.cancel();
  }

  /** Stop following. The run itself goes on as its `on_disconnect` says. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#source.close();
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The next event, or undefined behind run.completed. */
  async #next(): Promise<RunEvent | undefined> {
    const { terminal } = this.#source.fold;
    if (terminal?.type === "run.completed") return undefined;
    if (terminal?.type === "run.failed") throw new RunFailedError(terminal);
    if (terminal?.type === "run.cancelled") throw new RunCancelledError(terminal);
    if (this.#problem) throw this.#problem;
    if (this.#closed) throw new StreamError("The stream was closed before its run had ended.");
    if (this.#reading) throw new StreamError("The stream is being read already.");
    this.#reading = true;
    try {
      return await this.#source.next();
    } catch (error) {
      // Whoever asks again hears the same, not that the stream was closed.
      throw (this.#problem = error);
    } finally {
      this.#reading = false;
    }
  }
}
