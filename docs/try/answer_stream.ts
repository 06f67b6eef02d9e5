/** Answers that come event by event: the events as they come, and what each of them is and says. */

import { SseParser } from "../../sdks/typescript/src/sse.js";
import type { ShownEvent } from "./conversation.js";
import { parsed } from "./request.js";

// A line of NDJSON that is longer is no event of ours, in characters.
const LONGEST = 8 * 1024 * 1024;
// An event's line in the list, in characters.
const GIST = 200;

/** An event as it is listed, and the piece of the answer's text that is in it. */
export interface StreamedEvent extends ShownEvent {
  text: string;
}

/** Whether an answer comes event by event. */
export function streams(contentType: string): boolean {
  return /^(text\/event-stream|application\/x-ndjson)\b/.test(contentType);
}

/** The events of an answer. Throws Error where one is too long, and what reading throws. */
export async function* eventsOf(response: Response): AsyncGenerator<StreamedEvent> {
  if (response.body === null) return;
  const lines = (response.headers.get("Content-Type") ?? "").startsWith("application/x-ndjson");
  const parser = lines ? new LineParser() : new SseParser();
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const raw of parser.push(value)) yield eventOf(raw);
    }
  } finally {
    // Whoever stops reading wants no more of it.
    await reader.cancel().catch(() => undefined);
  }
}

/** What an event is: its type here, its `object` in OpenAI's streams; and what it says, in one line. */
export function eventOf(raw: string): StreamedEvent {
  const data = parsed(raw);
  if (data === null || typeof data !== "object") {
    return { type: "data", offset: undefined, gist: raw, whole: { data: data ?? raw }, text: "" };
  }
  const { type, object, offset, run_id, ...rest } = data as Record<string, unknown>;
  const delta = (rest["choices"] as { delta?: { content?: unknown } }[] | undefined)?.[0]?.delta;
  const piece = type === "token" ? (rest["text"] ?? rest["content"]) : delta?.content;
  const text = typeof piece === "string" ? piece : "";
  return {
    type: String(type ?? object ?? ("error" in rest ? "error" : "data")),
    offset: typeof offset === "number" ? offset : undefined,
    gist: JSON.stringify(text || rest).slice(0, GIST),
    whole: data,
    text,
  };
}

/** Cuts a stream into lines wherever its pieces were cut; empty ones are left out. */
class LineParser {
  readonly #decoder = new TextDecoder();
  #rest = "";

  /** Throws Error where a line is too long. */
  push(chunk: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LONGEST) throw new Error(`A line is longer than ${LONGEST} characters.`);
    return lines.filter((line) => line.trim() !== "");
  }
}
