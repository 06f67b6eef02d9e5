/** A run followed over Server-Sent Events, through as many connections as it takes. */

import { APIConnectionError, APIResponseError, StreamError } from "./errors.js";
import { Fold, parseEvent } from "./fold.js";
import { cancelRun, listRunEvents } from "./generated/v2.js";
import type { Run, RunEvent } from "./generated/v2.js";
import type { RequestOptions } from "./options.js";
import { SseParser } from "./sse.js";
import type { RunEventSource } from "./stream.js";
import { type Args, type Call, parseAnswer, type Transport } from "./transport.js";
import { Scope, sleep } from "./wait.js";

/** What a request for events accepts. */
export const EVENT_STREAM = "text/event-stream";

// Heartbeats come every 15 s: after so many milliseconds of silence the connection is lost.
const SILENCE = 60_000;
// How long the service has to end its answer behind the terminal event, so that the connection can be used again.
const FAREWELL = 1000;

interface Line {
  readonly scope: Scope;
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly parser: SseParser;
  /** Events that came and were not read, of one piece of the answer. */
  waiting: string[];
  /** Which of them is next. */
  place: number;
}

/** Gives a run's events; a lost connection is made again behind the last event, a request that came to nothing sent again. */
export class SseSource implements RunEventSource {
  readonly fold: Fold;
  headers: Headers | undefined;
  readonly #transport: Transport;
  readonly #begin: Call | undefined;
  readonly #options: RequestOptions;
  #life: Scope | undefined;
  #line: Line | undefined;
  #opening: Promise<void> | undefined;
  #closed = false;
  // How often in a row a connection was made or tried without a new event.
  #tries = 0;

  /** `begin` starts the run; absent, `fold` names one that is there. @internal */
  constructor(transport: Transport, fold: Fold, options: RequestOptions, begin?: Call) {
    this.#transport = transport;
    this.fold = fold;
    this.#options = options;
    this.#begin = begin;
  }

  async ready(): Promise<void> {
    // Whoever comes while it is being opened waits for the same one.
    if (!this.#line) await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
  }

  async next(): Promise<RunEvent> {
    for (;;) {
      if (!this.#line) await this.ready();
      try {
        const json = await this.#read(this.#line!);
        if (json === undefined) throw new APIConnectionError("The stream ended before its run.");
        const event = parseEvent(json);
        const taken = this.fold.take(event);
        if (taken === "new") {
          this.#tries = 0;
          return event;
        }
        if (taken === "gap") {
          throw new APIConnectionError(`Events are missing: ${event.offset} came after ${this.fold.offset}.`);
        }
      } catch (error) {
        this.#disconnect();
        await this.#pause(error);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#line && this.fold.terminal) {
      const { scope, reader } = this.#line;
      scope.arm(FAREWELL);
      await reader.read().catch(() => {});
    }
    this.#disconnect();
    this.#life?.close(closed());
  }

  async cancel(): Promise<Run> {
    const call = this.#transport.prepare(cancelRun, { path: { run_id: this.fold.run_id! } }, this.#options);
    return parseAnswer(await this.#transport.send(call)) as Run;
  }

  async #open(): Promise<void> {
    while (!this.#line) {
      try {
        this.#line = await this.#connect();
      } catch (error) {
        await this.#pause(error);
      }
    }
  }

  async #connect(): Promise<Line> {
    if (this.#closed) throw closed();
    this.#life ??= new Scope(this.#options.signal);
    const scope = new Scope(this.#life.signal);
    try {
      const call = this.#call();
      scope.arm(call.timeout);
      const response = await this.#transport.attempt(call, scope);
      const reader = this.#accept(call, response);
      scope.disarm();
      return { scope, reader, parser: new SseParser(), waiting: [], place: 0 };
    } catch (error) {
      scope.close();
      throw error;
    }
  }

  /** As long as nothing is known of the run, the request that begins it; then the one for its events. */
  #call(): Call {
    const { run_id, lastEventId } = this.fold;
    if (run_id === undefined && this.#begin) return this.#begin;
    const args: Args = { path: { run_id: run_id! }, accept: EVENT_STREAM };
    if (lastEventId) args.headers = { "Last-Event-ID": lastEventId };
    return this.#transport.prepare(listRunEvents, args, this.#options);
  }

  #accept({ operation }: Call, { status, headers, body }: Response): ReadableStreamDefaultReader<Uint8Array> {
    if (status === 204) {
      throw new StreamError(`${this.fold.run_id} has ended, and nothing comes behind ${this.fold.lastEventId}.`);
    }
    if (!body || !headers.get("Content-Type")?.startsWith(EVENT_STREAM)) {
      throw new APIResponseError(`${operation.id} was answered with no stream of events.`);
    }
    this.headers ??= headers;
    this.fold.run_id ??= headers.get("Orchestra-Run-Id") ?? undefined;
    if (headers.get("Orchestra-Recovered") === "false") this.fold.skip();
    return body.getReader();
  }

  /** The next event's JSON; undefined at the end of the answer. */
  async #read(line: Line): Promise<string | undefined> {
    while (line.place === line.waiting.length) {
      const { timeout } = this.#options;
      line.scope.arm(Math.min(timeout ?? this.#transport.settings.timeout, SILENCE));
      try {
        const { done, value } = await line.reader.read();
        if (done) return undefined;
        line.waiting = line.parser.push(value);
        line.place = 0;
      } catch (error) {
        throw error instanceof StreamError ? error : line.scope.explain(error);
      } finally {
        // Between two reads it is the reader who takes his time.
        line.scope.disarm();
      }
    }
    // What came before an abort is not given after it.
    line.scope.signal.throwIfAborted();
    return line.waiting[line.place++];
  }

  /** Wait before the next try. Throws what another try cannot help. */
  async #pause(error: unknown): Promise<void> {
    if (this.#closed) throw closed();
    const call = this.#call();
    const wait = this.#transport.delay(error, call, this.#tries);
    if (wait === undefined) {
      if (!(error instanceof APIConnectionError) || !this.headers) throw error;
      const known = `${this.fold.run_id} was lost behind ${this.fold.lastEventId ?? "its beginning"}`;
      throw new StreamError(`${known}, and ${this.#tries} tries to resume it failed: ${error.message}`, {
        cause: error,
      });
    }
    this.#tries++;
    this.#transport.log.write("info", `${call.operation.id} in ${Math.round(wait)} ms: ${error}`);
    await sleep(wait, this.#life?.signal);
  }

  #disconnect(): void {
    // Cancelling is for a fetch that does not obey its signal.
    this.#line?.reader.cancel().catch(() => {});
    this.#line?.scope.close();
    this.#line = undefined;
  }
}

function closed(): StreamError {
  return new StreamError("The stream was closed before its run had ended.");
}
