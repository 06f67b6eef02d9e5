/** What the reader of the playground works with: version, swarm, session, the message and its buttons. */

import type { OptimizationMode, Swarm } from "../../sdks/typescript/src/index.js";
import { allow, element, reasonAgainst } from "./element.js";

export type Version = "v2" | "v1";

/** What the desk is asked to do. */
export interface Orders {
  send(message: string): void;
  cancel(): void;
  cut(): void;
}

/** How far an answer is. */
export type Stage = "idle" | "sent" | "begun" | "cancelling";

const MODES: readonly OptimizationMode[] = ["auto", "lite", "balanced", "quality"];
const V1_NOTE =
  "Version 1 is deprecated. It numbers no events, so an answer that is cut off is lost; it has no swarms; " +
  "and Cancel sends stop, which ends every chat of its connection.";

/** The choices above the conversation. */
export class Choices {
  readonly #versions = (["v2", "v1"] as const).map((version) =>
    element("input", { type: "radio", name: "try-version", id: `try-${version}`, value: version, autocomplete: "off" }),
  );
  readonly #swarm = element("select", { id: "try-swarm", autocomplete: "off" });
  readonly #mode = element("select", { id: "try-mode", autocomplete: "off" });
  readonly #note = element("p", { class: "try-note" }, V1_NOTE);

  /** Build them into `host`. */
  constructor(host: HTMLElement) {
    this.#versions[0]!.checked = true;
    this.#mode.append(...MODES.map((mode) => element("option", { value: mode }, mode)));
    const versions = this.#versions.map((input) => element("label", { for: input.id }, input, input.value));
    const segments = element("div", { class: "try-segments" }, ...versions);
    const set = element("fieldset", { class: "try-field" }, element("legend", {}, "Version"), segments);
    host.append(
      set,
      element("div", { class: "try-field" }, element("label", { for: "try-swarm" }, "Swarm"), this.#swarm),
      element("div", { class: "try-field" }, element("label", { for: "try-mode" }, "Mode"), this.#mode),
      this.#note,
    );
    host.addEventListener("change", () => this.#look());
    this.offer([]);
  }

  get version(): Version {
    return this.#versions[1]!.checked ? "v1" : "v2";
  }

  /** The name of a swarm; undefined where there is to be none. */
  get swarm(): string | undefined {
    return this.version === "v2" && this.#swarm.value ? this.#swarm.value : undefined;
  }

  get mode(): OptimizationMode {
    return this.#mode.value as OptimizationMode;
  }

  /** Let these swarms be chosen. */
  offer(swarms: readonly Swarm[]): void {
    const chosen = this.#swarm.value;
    const options = swarms.map(({ swarm_type, description, available }) =>
      element("option", { value: swarm_type, title: description }, available ? swarm_type : `${swarm_type} (degraded)`),
    );
    const none = swarms.length ? "none: one call of the model" : "none (the list comes with the key)";
    this.#swarm.replaceChildren(element("option", { value: "" }, none), ...options);
    this.#swarm.value = swarms.some(({ swarm_type }) => swarm_type === chosen) ? chosen : "";
    this.#look();
  }

  #look(): void {
    const old = this.version === "v1";
    this.#note.hidden = !old;
    this.#swarm.disabled = old;
    this.#mode.disabled = this.swarm === undefined;
  }
}

/** The message, its buttons, and the line that says how things stand. */
export class Composer {
  readonly #status = element("p", { class: "try-status", role: "status", "aria-live": "polite" });
  readonly #message = element("textarea", { id: "try-message", rows: "2", autocomplete: "off", maxlength: "10000" });
  readonly #send = button("Send", "submit", "md-button--primary");
  readonly #cancel = button("Cancel", "button");
  readonly #cut = button("Cut the connection", "button");
  readonly #orders: Orders;

  /** Build it into `host`; Escape is heard anywhere in `page`. */
  constructor(host: HTMLElement, page: HTMLElement, orders: Orders) {
    this.#orders = orders;
    this.#message.setAttribute("aria-describedby", "try-keys");
    this.#message.placeholder = "Say something…";
    const keys = "Enter sends, Shift+Enter begins a new line, Escape cancels.";
    const form = element(
      "form",
      { class: "try-composer", autocomplete: "off" },
      element("label", { for: "try-message" }, "Message"),
      this.#message,
      element("div", { class: "try-buttons" }, this.#send, this.#cancel, this.#cut),
      element("p", { id: "try-keys", class: "try-note" }, keys),
    );
    host.append(this.#status, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#try(this.#send, () => this.#submit());
    });
    this.#message.addEventListener("keydown", (event) => {
      // While a word is being put together, as in Japanese, Enter is the word's.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#try(this.#send, () => this.#submit());
    });
    page.addEventListener("keydown", ({ key, target }) => {
      // An open list of choices is what Escape closes then.
      if (key !== "Escape" || target instanceof HTMLSelectElement) return;
      if (reasonAgainst(this.#cancel) === null) orders.cancel();
    });
    this.#cancel.addEventListener("click", () => this.#try(this.#cancel, () => orders.cancel()));
    this.#cut.addEventListener("click", () => this.#try(this.#cut, () => orders.cut()));
    this.stage("idle");
  }

  /** Say how things stand, on the page and to a screen reader. */
  say(text: string): void {
    this.#status.textContent = text;
  }

  /** Offer what can be done now. */
  stage(stage: Stage): void {
    const idle = stage === "idle";
    allow(this.#send, idle ? undefined : "An answer is being written. Wait for its end, or cancel it.");
    const none = idle ? "There is no answer that is being written." : "The answer has not begun yet.";
    allow(this.#cancel, stage === "begun" ? undefined : stage === "cancelling" ? "It is being cancelled." : none);
    allow(this.#cut, stage === "begun" || stage === "cancelling" ? undefined : none);
  }

  #submit(): void {
    const message = this.#message.value;
    if (!message.trim()) return this.say("There is no message to send yet.");
    this.#message.value = "";
    this.#orders.send(message);
  }

  #try(button: HTMLButtonElement, act: () => void): void {
    const against = reasonAgainst(button);
    if (against === null) act();
    else this.say(against);
  }
}

function button(text: string, type: string, more = ""): HTMLButtonElement {
  return element("button", { type, class: `md-button ${more}`.trim() }, text);
}
