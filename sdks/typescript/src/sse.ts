/** Server-Sent Events: bytes in, the data of events out (https://html.spec.whatwg.org/multipage/server-sent-events.html). */

import { StreamError } from "./errors.js";

// The longest event, in characters; the service's own are far shorter.
const LONGEST = 8 * 1024 * 1024;

/** Cuts a stream into events wherever its pieces were cut, in the middle of a character or of a line end too. */
export class SseParser {
  readonly #decoder = new TextDecoder();
  // The beginning of a line that has not ended.
  #rest = "";
  // The data lines of an event that has not ended.
  #data: string | undefined;
  // A line ended with CR at the end of a piece: an LF that comes next belongs to it.
  #afterReturn = false;

  /** The data of the events that end in `chunk`, each without its line ends. Throws StreamError for one that is too long. */
  push(chunk: Uint8Array): string[] {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (this.#afterReturn && text) {
      this.#afterReturn = false;
      if (text.startsWith("\n")) text = text.slice(1);
    }
    const events: string[] = [];
    let start = 0;
    let nextReturn = text.indexOf("\r");
    let nextFeed = text.indexOf("\n");
    while (nextReturn >= 0 || nextFeed >= 0) {
      const end = nextReturn >= 0 && (nextFeed < 0 || nextReturn < nextFeed) ? nextReturn : nextFeed;
      const line = text.slice(start, end);
      this.#line(this.#rest ? this.#rest + line : line, events);
      this.#rest = "";
      start = end + 1;
      if (end === nextReturn) {
        if (nextFeed === start) start++;
        else if (start === text.length) this.#afterReturn = true;
        nextReturn = text.indexOf("\r", start);
      }
      if (nextFeed >= 0 && nextFeed < start) nextFeed = text.indexOf("\n", start);
    }
    this.#rest += text.slice(start);
    if (this.#rest.length + (this.#data?.length ?? 0) > LONGEST) {
      throw new StreamError(`An event is longer than ${LONGEST} characters.`);
    }
    return events;
  }

  /** Everything but data is left alone: an event's JSON says its type and its place itself. */
  #line(line: string, events: string[]): void {
    if (line === "") {
      if (this.#data !== undefined) events.push(this.#data);
      this.#data = undefined;
    } else if (line.startsWith("data:")) {
      const value = line.slice(line.startsWith(" ", 5) ? 6 : 5);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (line === "data") {
      this.#data = this.#data === undefined ? "" : `${this.#data}\n`;
    }
  }
}
