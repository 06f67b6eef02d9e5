/** The same chat by version 1: one socket for one session, nothing numbered, and nothing to come back to. */

import { ConnectionClosedError, type Orchestra, statusError } from "../../sdks/typescript/src/index.js";
import {
  type CompleteMetadataV1,
  type ConnectionV1,
  type ErrorResponseV1,
  OrchestraV1,
  type ServerFrameV1,
} from "../../sdks/typescript/src/v1/index.js";
import type { Conversation, Ending, Hearer, Request } from "./conversation.js";
import { Line } from "./line.js";

// Version 1's name for the program that connects.
const CLIENT = "playground";

export class ChatV1 implements Conversation {
  readonly #client: Orchestra;
  readonly #line = new Line();
  readonly #v1: OrchestraV1;
  #connection: ConnectionV1 | undefined;
  #session: string | undefined;
  #cut = false;
  /** What the frames about the present message are called. */
  #name = "";
  #messages = 0;

  constructor(client: Orchestra) {
    this.#client = client;
    const { apiKey, baseUrl } = client.transport.settings;
    this.#v1 = new OrchestraV1({ apiKey, baseUrl, maxRetries: 0, webSocket: this.#line.webSocket, logLevel: "error" });
  }

  async say({ message, session_id }: Request, hearer: Hearer): Promise<Ending> {
    if (this.#session !== session_id) this.close();
    const connection = (this.#connection ??= await this.#connect(session_id));
    this.#session = session_id;
    this.#cut = false;
    this.#name = `message-${++this.#messages}`;
    let length = 0;
    let summary = "";
    try {
      connection.chat({ message }, this.#name);
      for await (const frame of connection) {
        if (about(frame) !== this.#name) continue;
        tell(frame, hearer);
        const item = frame.type === "stream_token" ? frame.data : undefined;
        if (item?.type === "token") length += item.content.length;
        else if (item?.type === "complete") summary = summarise(item.metadata);
        else if (frame.type === "error") return stopped(frame.data);
        else if (frame.type === "status" && frame.data.status === "completed") return { cancelled: false, summary };
      }
      throw new ConnectionClosedError(1000, "It was closed by this page.", false);
    } catch (error) {
      if (!(error instanceof ConnectionClosedError)) throw error;
      this.close();
      if (!this.#cut) throw error;
      hearer.line(`Connection cut behind ${length} characters.`);
      hearer.line("Version 1 cannot come back: the service ended the answer with its connection, and the rest is lost.");
      return { cancelled: true, summary: "Cut off. Send the message again by v2, and the answer survives." };
    }
  }

  /** `stop` is all that version 1 has: it ends every chat of the connection. */
  async cancel(): Promise<void> {
    this.#connection?.command({ command: "stop" }, this.#name);
  }

  cut(): void {
    this.#cut = true;
    this.#line.cut();
  }

  close(): void {
    void this.#connection?.close();
    this.#connection = undefined;
  }

  async #connect(session_id: string): Promise<ConnectionV1> {
    if (this.#client.transport.settings.apiKey === null) return this.#v1.connect(CLIENT, session_id);
    const { ticket } = await this.#client.wsTickets.create({ origin: location.origin });
    return this.#v1.connect(CLIENT, session_id, { ticket });
  }
}

/** Pass on what a frame brought. */
function tell(frame: ServerFrameV1, hearer: Hearer): void {
  const item = frame.type === "stream_token" ? frame.data : undefined;
  hearer.event({ type: item?.type ?? frame.type, offset: undefined, gist: gist(frame), whole: frame });
  if (item?.type === "token") hearer.text(item.content);
  else if (item?.type === "manager") hearer.manager(item.content);
  else if (frame.type === "status" && frame.data.status === "processing") hearer.began(frame.data.run_id ?? "");
}

/** Which message a frame is about. */
function about(frame: ServerFrameV1): unknown {
  return "correlation_id" in frame ? frame.correlation_id : undefined;
}

/** The ending of an answer that was cancelled. Throws APIStatusError for one that failed. */
function stopped({ data, error }: ErrorResponseV1): Ending {
  if (data.code === "run_cancelled") {
    return { cancelled: true, summary: `Cancelled (${data.reason ?? "stopped"}): what was written is kept.` };
  }
  throw statusError({ status: data.status, problem: { ...(data as object), detail: error } });
}

function summarise({ execution_time, model, tokens_used }: CompleteMetadataV1): string {
  const tokens = tokens_used === undefined ? "" : `${tokens_used} tokens, the question's among them`;
  return [tokens, `${execution_time.toFixed(1)} s`, model ?? ""].filter(Boolean).join(" · ");
}

function gist(frame: ServerFrameV1): string {
  if (frame.type === "stream_token") return JSON.stringify(frame.data.content);
  if (frame.type === "status") return frame.data.status;
  if (frame.type === "error") return frame.data.error;
  return "";
}
