/** Deadlines that leave nothing behind: no timer that keeps a program alive, no listener on a caller's signal. */

import { APIConnectionError, APITimeoutError } from "./errors.js";

/** What a timer can hold, in milliseconds; more would fire at once. */
export const LONGEST = 2 ** 31 - 1;

/** The signal of one exchange: it is aborted by the caller's own signal, by a deadline, or by `close`. */
export class Scope {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #forward = () => this.#controller.abort(this.#outer?.reason);

  /** Throws the reason of `outer` where it is aborted already. */
  constructor(outer?: AbortSignal) {
    outer?.throwIfAborted();
    this.#outer = outer;
    outer?.addEventListener("abort", this.#forward, { once: true });
  }

  /** What the exchange is to be given. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on there are `ms` milliseconds left. */
  arm(ms: number): void {
    this.disarm();
    const error = new APITimeoutError(`Nothing came within ${ms} ms.`);
    this.#timer = setTimeout(() => this.#controller.abort(error), Math.min(ms, LONGEST));
  }

  /** No deadline any more. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  /** What to throw for an error of the exchange: the reason of the abort, where there was one. */
  explain(cause: unknown): unknown {
    if (this.signal.aborted) return this.signal.reason;
    const why = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause : cause) : undefined;
    return new APIConnectionError(`The connection failed: ${why?.message || String(cause)}`, { cause });
  }

  /** The end: what still runs is aborted with `reason`, and nothing is left behind. */
  close(reason: unknown = new APIConnectionError("The exchange was ended.")): void {
    this.disarm();
    this.#outer?.removeEventListener("abort", this.#forward);
    this.#controller.abort(reason);
  }
}

/** Wait for `ms` milliseconds. Throws the signal's reason as soon as it is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** How long to wait before try `count` + 1, in milliseconds: doubling from half a second to 8 s, less up to a quarter. */
export function backoff(count: number): number {
  return Math.min(500 * 2 ** count, 8000) * (1 - Math.random() / 4);
}
