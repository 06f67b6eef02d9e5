/** The operations of a document by tag, with a field that leaves only those of which something is typed. */

import { element } from "./element.js";
import type { Operation } from "./specification.js";

/** The list. A link in it has the operation's id as its fragment. */
export class OperationList {
  readonly element = element("nav", { id: "operations", class: "console-list", "aria-label": "Operations" });
  readonly #filter = element("input", { id: "console-filter", type: "search", autocomplete: "off" });
  readonly #groups = element("div");
  readonly #count = element("p", { class: "try-note", role: "status" });
  #entries: { operation: Operation; item: HTMLLIElement; link: HTMLAnchorElement }[] = [];

  constructor(before: HTMLElement) {
    const label = element("label", { for: this.#filter.id }, "Find");
    this.#filter.placeholder = "chat, delete, /v2/keys …";
    this.#filter.addEventListener("input", () => this.#sift());
    this.element.append(before, element("div", { class: "try-field" }, label, this.#filter), this.#count, this.#groups);
  }

  /** Show these operations, with nothing typed. */
  show(operations: readonly Operation[]): void {
    this.#filter.value = "";
    this.#entries = operations.map((operation) => {
      const link = element(
        "a",
        { href: `#${operation.id}`, title: operation.path },
        element("span", { class: "console-method", "data-method": operation.method }, operation.method),
        element("span", {}, operation.summary),
      );
      return { operation, link, item: element("li", {}, link) };
    });
    const tags = [...new Set(operations.map(({ tag }) => tag))];
    this.#groups.replaceChildren(...tags.map((tag) => this.#group(tag)));
    this.#sift();
  }

  /** Mark the operation that is open. */
  mark(id: string): void {
    for (const { operation, link } of this.#entries) {
      if (operation.id === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (operation.id === id) this.#reveal(link);
    }
  }

  /** Scroll the list, and nothing around it, until an entry of it is seen. */
  #reveal(entry: HTMLElement): void {
    const [box, place] = [this.element, entry].map((part) => part.getBoundingClientRect()) as [DOMRect, DOMRect];
    if (place.top >= box.top && place.bottom <= box.bottom) return;
    this.element.scrollTop += place.top - box.top - box.height / 2;
  }

  #group(tag: string): HTMLElement {
    const items = this.#entries.filter(({ operation }) => operation.tag === tag).map(({ item }) => item);
    const id = `console-tag-${tag.replace(/\W+/g, "-")}`;
    return element("div", {}, element("p", { id }, tag), element("ul", { "aria-labelledby": id }, ...items));
  }

  #sift(): void {
    const words = this.#filter.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const { operation, item } of this.#entries) {
      const { id, method, path, summary, tag } = operation;
      const text = `${id} ${method} ${path} ${summary} ${tag}`.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      if (!item.hidden) count++;
    }
    for (const group of this.#groups.children) {
      (group as HTMLElement).hidden = group.querySelector("li:not([hidden])") === null;
    }
    this.#count.textContent = `${count} ${count === 1 ? "operation" : "operations"}`;
  }
}
