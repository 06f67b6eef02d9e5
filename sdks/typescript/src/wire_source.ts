/** A run followed over a connection, as a RunStream wants it. */

import { APITimeoutError, StreamError } from "./errors.js";
import type { Fold } from "./fold.js";
import type { Followed } from "./followed.js";
import type { Run, RunEvent } from "./generated/v2.js";
import type { RunEventSource } from "./stream.js";
import { LONGEST } from "./wait.js";
import type { Wire } from "./wire.js";

/** Gives a run's events from its wire. */
export class WireSource implements RunEventSource {
  readonly fold: Fold;
  readonly headers = undefined;
  /** See RunEventSource. */
  readonly cancel: () => Promise<Run | undefined>;
  readonly #wire: Wire;
  readonly #followed: Followed;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #abort = () => this.#wire.leave(this.#followed, this.#signal?.reason);
  #waiting: (() => void)[] = [];

  /** `timeout` milliseconds are for the chat or the resume to be answered. */
  constructor(
    wire: Wire,
    followed: Followed,
    cancel: (run_id: string) => Promise<Run | undefined>,
    timeout: number,
    signal: AbortSignal | undefined,
  ) {
    this.#wire = wire;
    this.#followed = followed;
    this.fold = followed.fold;
    this.cancel = () => cancel(this.fold.run_id!);
    this.#signal = signal;
    const late = new APITimeoutError(`Nothing came within ${timeout} ms.`);
    this.#timer = setTimeout(() => wire.leave(followed, late), Math.min(timeout, LONGEST));
    signal?.addEventListener("abort", this.#abort);
    followed.changed = () => this.#changed();
  }

  async ready(): Promise<void> {
    for (;;) {
      this.#signal?.throwIfAborted();
      if (this.#followed.accepted) return;
      if (this.#followed.state === "over") throw this.#followed.error;
      await this.#change();
    }
  }

  async next(): Promise<RunEvent> {
    for (;;) {
      this.#signal?.throwIfAborted();
      const event = this.#wire.read(this.#followed);
      if (event) return event;
      if (this.#followed.state === "over") throw this.#followed.error;
      await this.#change();
    }
  }

  async close(): Promise<void> {
    this.#wire.leave(this.#followed, new StreamError("The stream was closed before its run had ended."));
    this.#followed.events.length = 0;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    const { accepted, state } = this.#followed;
    if (accepted || state === "over") clearTimeout(this.#timer);
    if (state === "over") this.#signal?.removeEventListener("abort", this.#abort);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
