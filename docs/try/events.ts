/** The list of what came, event by event. One stop for the Tab key, however long it is; the arrow keys go through it. */

import type { ShownEvent } from "./conversation.js";
import { element } from "./element.js";
import { Follower } from "./scroll.js";

// More than this is not kept on the page.
const MOST = 1000;

/** The events of the message that was sent last. */
export class EventList {
  readonly #list = element("ol", { class: "try-events", "aria-labelledby": "try-events-title" });
  readonly #count = element("span", { class: "try-count" });
  readonly #empty = element("p", { class: "try-empty" }, "Every event of the answer appears here as it comes.");
  readonly #follower = new Follower(this.#list);
  #events = 0;
  #left = 0;
  /** The row that the Tab key comes to. */
  #current: HTMLButtonElement | undefined;

  /** Build it into `host`. */
  constructor(host: HTMLElement) {
    const title = element("h2", { id: "try-events-title", class: "try-title" }, "Events");
    host.append(element("div", { class: "try-head" }, title, this.#count), this.#empty, this.#list);
    this.#list.hidden = true;
    this.#list.addEventListener("keydown", (event) => this.#move(event));
    this.#list.addEventListener("focusin", ({ target }) => this.#stop(target));
  }

  /** Empty it, for a new message. */
  clear(): void {
    this.#list.replaceChildren();
    this.#events = this.#left = 0;
    this.#current = undefined;
    this.#say();
    this.#follower.restart();
  }

  /** Add an event. */
  add({ type, offset, gist, whole }: ShownEvent): void {
    const row = element(
      "button",
      { type: "button", class: "try-event", "aria-expanded": "false", tabindex: "-1" },
      element("span", { class: "try-offset" }, offset === undefined ? "–" : String(offset)),
      element("span", { class: "try-type" }, type),
      element("span", { class: "try-gist" }, gist),
    );
    row.addEventListener("click", () => unfold(row, whole));
    this.#append(element("li", {}, row));
    this.#events++;
    if (!this.#current) this.#stop(row);
    this.#say();
  }

  /** Add what became of the connection. */
  mark(text: string): void {
    this.#append(element("li", { class: "try-mark" }, text));
    this.#say();
  }

  #append(item: HTMLLIElement): void {
    this.#list.append(item);
    if (this.#list.childElementCount > MOST) this.#leave();
    this.#follower.grew();
  }

  /** Take out the oldest, but not the one that has the focus. */
  #leave(): void {
    const oldest = this.#list.firstElementChild;
    const leaving = oldest?.contains(document.activeElement) ? oldest.nextElementSibling : oldest;
    leaving?.remove();
    this.#left++;
    if (this.#current?.isConnected === false) this.#stop(this.#list.querySelector("button"));
  }

  #say(): void {
    this.#list.hidden = this.#list.childElementCount === 0;
    this.#empty.hidden = !this.#list.hidden;
    const left = this.#left ? `, the first ${this.#left} no longer shown` : "";
    this.#count.textContent = this.#events ? `${this.#events}${left}` : "";
  }

  #stop(target: EventTarget | null): void {
    if (!(target instanceof HTMLButtonElement)) return;
    if (this.#current) this.#current.tabIndex = -1;
    target.tabIndex = 0;
    this.#current = target;
  }

  #move(event: KeyboardEvent): void {
    const rows = [...this.#list.querySelectorAll("button")];
    const place = rows.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || place < 0) return;
    event.preventDefault();
    rows[to]?.focus();
  }
}

/** Show all of an event below its row, or no longer. */
function unfold(row: HTMLButtonElement, whole: object): void {
  const open = row.getAttribute("aria-expanded") === "true";
  row.setAttribute("aria-expanded", String(!open));
  if (open) row.nextElementSibling?.remove();
  else row.after(element("div", { class: "try-json" }, JSON.stringify(whole, null, 2)));
}
