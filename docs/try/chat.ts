/** A chat over a WebSocket by version 2: every event numbered, and taken up again where a connection was lost. */

import {
  APIStatusError,
  type Connection,
  type Orchestra,
  RunCancelledError,
  RunError,
  type RunEvent,
  type RunStream,
} from "../../sdks/typescript/src/index.js";
import { type Conversation, type Ending, gist, type Hearer, type Request } from "./conversation.js";
import { Line } from "./line.js";
import { Tally } from "./tally.js";

// How many sockets in a row may come to nothing before the page gives up: about a quarter of a minute.
const TRIES = 5;

export class Chat implements Conversation {
  readonly #client: Orchestra;
  readonly #line = new Line();
  #connection: Connection | undefined;
  #stream: RunStream | undefined;

  constructor(client: Orchestra) {
    this.#client = client.withOptions({ webSocket: this.#line.webSocket });
  }

  async say(request: Request, hearer: Hearer): Promise<Ending> {
    const stream = (this.#stream = await this.#begin(request));
    const tally = new Tally();
    let cuts = 0;
    this.#line.hearer = this.#watch(tally, hearer, () => cuts++);
    try {
      for await (const event of stream) {
        if (tally.last < 0) hearer.began(event.run_id);
        tally.take(event.offset, event.type === "token" ? event.text : "");
        tell(event, stream, hearer);
        if (event.type !== "run.completed") continue;
        if (cuts) hearer.line(tally.verdict(event.response));
        return { cancelled: false, summary: summary(event, tally) };
      }
      throw new Error("The stream ended before its run.");
    } catch (error) {
      // What is not about the run is about the connection: the next message gets a new one.
      if (!(error instanceof RunError)) this.close();
      if (!(error instanceof RunCancelledError)) throw error;
      if (cuts) hearer.line(tally.verdict(error.response));
      return { cancelled: true, summary: `Cancelled (${error.reason}): what was written is kept.` };
    } finally {
      this.#line.hearer = undefined;
      this.#stream = undefined;
    }
  }

  async cancel(): Promise<void> {
    await this.#stream?.cancel();
  }

  cut(): void {
    this.#line.cut();
  }

  close(): void {
    void this.#connection?.close();
    this.#connection = undefined;
  }

  /** Send the message, over the connection that there is, or over a new one. */
  async #begin({ message, session_id, swarm, mode }: Request): Promise<RunStream> {
    const chat = { message, session_id, ...(swarm !== undefined && { swarm_type: swarm, optimization_mode: mode }) };
    try {
      if (this.#connection) return await this.#connection.chat(chat).ready();
    } catch (error) {
      if (error instanceof APIStatusError) throw error;
      // It was given up while nobody asked anything of it.
      this.close();
    }
    this.#connection = await this.#connect();
    return this.#connection.chat(chat).ready();
  }

  /** A page cannot send a key with a WebSocket: it needs a ticket for every socket, and has the key to make them. */
  async #connect(): Promise<Connection> {
    const client = this.#client;
    if (client.transport.settings.apiKey === null) return client.connect({ maxRetries: TRIES });
    const make = async () => (await client.wsTickets.create({ origin: location.origin })).ticket;
    // The first is made here, so that a key that is refused is refused at once.
    let first: string | undefined = await make();
    const ticket = async () => {
      const made = first ?? (await make());
      first = undefined;
      return made;
    };
    return client.connect({ ticket, maxRetries: TRIES });
  }

  #watch(tally: Tally, hearer: Hearer, lost: () => void) {
    let since = 0;
    return {
      lost: (cut: boolean) => {
        since = Date.now();
        lost();
        hearer.line(`${cut ? "Connection cut" : "Connection lost"} behind offset ${tally.last}.`);
      },
      frame: ({ type, from, recovered }: { type?: unknown; from?: unknown; recovered?: unknown }) => {
        // The SDK also resumes what it has left itself, where events came faster than they were read.
        if (type !== "resumed" || since === 0) return;
        const seconds = ((Date.now() - since) / 1000).toFixed(1);
        const lack = recovered === false ? " The service no longer has what came between." : "";
        since = 0;
        hearer.line(`On again at offset ${from} after ${seconds} s, over connection ${this.#line.sockets}.${lack}`);
      },
    };
  }
}

/** Pass on what an event brought. */
function tell(event: RunEvent, stream: RunStream, hearer: Hearer): void {
  const whole = event.type === "unknown" ? event.data : event;
  const type = event.type === "unknown" ? event.unknown_type : event.type;
  hearer.event({ type, offset: event.offset, gist: gist(event), whole });
  if (event.type === "token") hearer.text(event.text);
  else if (event.type === "manager.intent") hearer.manager(event.response);
  else if (event.type === "run.notice") hearer.notice(event.detail);
  else if (/^(agent|tool)\./.test(event.type)) hearer.work(stream.agents, stream.tools);
}

function summary(event: RunEvent & { type: "run.completed" }, tally: Tally): string {
  const { usage, execution_time, model, swarm_used, quality_score } = event;
  return [
    `${usage.output_tokens} tokens in ${execution_time.toFixed(1)} s`,
    `${tally.last + 1} events`,
    swarm_used ? `${swarm_used} with ${model}` : model,
    quality_score === null ? "" : `quality ${quality_score.toFixed(2)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
