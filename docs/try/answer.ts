/** What came back: status, headers, body; events one by one; problems with the page that explains them. */

import { eventsOf, streams } from "./answer_stream.js";
import { codeFrame } from "./code_view.js";
import { element } from "./element.js";
import { EventList } from "./events.js";
import { parsed } from "./request.js";
import { keepAtEnd } from "./scroll.js";
import { pageOf, troubleBox, type Trouble } from "./trouble.js";

// Headers that say something about the call, in the order in which they are shown.
const TELLING = [
  "X-Correlation-ID",
  "Orchestra-Run-Id",
  "Orchestra-Recovered",
  "X-API-Version",
  "X-Contract-Version",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "Deprecation",
  "Sunset",
  "Link",
  "Location",
  "Content-Type",
];
// The text of a stream that is shown, in characters; the events have it all.
const LONGEST = 100_000;

/** The place for the answer to a request; there is room for one at a time. */
export class AnswerView {
  readonly element = element("section", { class: "console-answer" });
  readonly #status = element("p", { class: "try-status", role: "status" });
  readonly #content = element("div");

  constructor() {
    this.element.append(element("h3", {}, "Answer"), this.#status, this.#content);
    this.element.setAttribute("aria-label", "Answer");
    this.element.hidden = true;
  }

  /** A request goes out. */
  begin(): void {
    this.element.hidden = false;
    this.element.removeAttribute("data-kind");
    this.#content.replaceChildren();
    this.#status.textContent = "Sent, waiting for the answer …";
  }

  /** Show an answer, its events while they come. Gives its JSON, or undefined. Throws what reading throws. */
  async show(response: Response, started: number): Promise<unknown> {
    const said = `${response.status} ${response.statusText}`.trim();
    this.element.dataset["kind"] = response.ok ? "good" : "bad";
    const type = response.headers.get("Content-Type") ?? "";
    const headers = headersOf(response);
    if (response.ok && streams(type)) {
      this.#status.textContent = `${said}, the events come …`;
      const count = await this.#events(response, headers);
      this.#status.textContent = `${said}, ${count} ${count === 1 ? "event" : "events"} in ${since(started)}`;
      return undefined;
    }
    const text = await response.text();
    this.#status.textContent = `${said} in ${since(started)}`;
    const body = parsed(text);
    const problem = response.ok ? [] : problemIn(body, response);
    this.#content.replaceChildren(...problem, headers, bodyOf(text, body));
    return body;
  }

  /** Nothing came, or no more of it. What came before stays. */
  fail(trouble: Trouble): void {
    this.element.dataset["kind"] = "bad";
    this.#status.textContent = trouble.title;
    this.#content.prepend(troubleBox(trouble));
  }

  /** The reader wanted no more of it. */
  stopped(started: number): void {
    this.#status.textContent = `Stopped after ${since(started)}`;
  }

  /** Put something below the answer. */
  append(part: HTMLElement): void {
    this.#content.append(part);
  }

  async #events(response: Response, headers: HTMLElement): Promise<number> {
    const text = element("div", { class: "console-streamed", tabindex: "0", role: "region", "aria-label": "Text so far" });
    const grew = keepAtEnd(text);
    const list = element("div", { class: "console-events" });
    this.#content.replaceChildren(text, headers, list);
    text.hidden = true;
    const events = new EventList(list);
    let count = 0;
    for await (const event of eventsOf(response)) {
      events.add(event);
      count++;
      if (event.text !== "" && (text.textContent?.length ?? 0) < LONGEST) {
        text.hidden = false;
        text.append(event.text);
        grew();
      }
    }
    return count;
  }
}

function bodyOf(text: string, body: unknown): HTMLElement {
  if (text === "") return element("p", { class: "try-empty" }, "There is no body.");
  const frame = codeFrame("Body of the answer");
  frame.show(body === undefined ? text : JSON.stringify(body, null, 2), body !== undefined);
  return frame.element;
}

function headersOf(response: Response): HTMLElement {
  const rows = TELLING.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [element("dt", {}, name), element("dd", {}, value)];
  });
  return element("dl", { class: "console-headers", "aria-label": "Headers" }, ...rows);
}

/** The error in a body: a problem (RFC 9457), the envelope of version 1, or OpenAI's. */
function problemIn(body: unknown, response: Response): HTMLElement[] {
  const fields = (body ?? {}) as Record<string, unknown>;
  const holder = typeof fields["error"] === "object" ? fields["error"] : fields["data"];
  const inner = holder as Record<string, unknown> | null | undefined;
  const code = text(fields["code"]) ?? text(inner?.["code"]);
  const title = text(fields["title"]) ?? (code === undefined ? undefined : code.replaceAll("_", " "));
  const detail = text(fields["detail"]) ?? text(fields["error"]) ?? text(inner?.["message"]);
  if (title === undefined && detail === undefined) return [];
  const retry = Number(fields["retry_after"] ?? response.headers.get("Retry-After") ?? Number.NaN);
  const box = troubleBox({
    title: title ?? `The service answered ${response.status}`,
    detail: detail ?? "",
    // Its type names its page; wherever this site is published, the page is in it.
    more: pageOf(/\/reference\/errors\/([a-z_]+)\/$/.exec(text(fields["type"]) ?? text(inner?.["type"]) ?? "")?.[1]),
    retry_after: Number.isFinite(retry) ? retry : undefined,
  });
  const places = (Array.isArray(fields["errors"]) ? fields["errors"] : []) as { pointer?: string; detail?: string }[];
  const items = places.map(({ pointer, detail: said }) =>
    element("li", {}, ...(pointer === undefined ? [] : [element("code", {}, pointer), " "]), said ?? ""),
  );
  if (items.length > 0) box.append(element("ul", {}, ...items));
  return [box];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function since(started: number): string {
  const milliseconds = performance.now() - started;
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
