import { call } from "../call.js";
import { EVENT_STREAM, SseSource } from "../follow.js";
import { Fold } from "../fold.js";
import { createChat, createChatStream } from "../generated/v2.js";
import type { ChatRequest, ChatResponse } from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { APIPromise } from "../promise.js";
import { RunStream } from "../stream.js";
import type { Transport } from "../transport.js";

/** Messages and their answers. */
export class Chat {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Send a message and wait for the answer. Throws APIError and its subclasses. */
  create(request: ChatRequest, options?: RequestOptions): APIPromise<ChatResponse> {
    return call(this.#transport, createChat, { body: request }, options);
  }

  /** Send a message and follow its run. It is sent on first use of the stream, or with `ready()`. */
  stream(request: ChatRequest, options: RequestOptions = {}): RunStream {
    const args = { body: request, accept: EVENT_STREAM };
    const begin = this.#transport.prepare(createChatStream, args, options);
    return new RunStream(new SseSource(this.#transport, new Fold(), options, begin));
  }
}
