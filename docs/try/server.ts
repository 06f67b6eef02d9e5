/** Which service a page talks to, and with which key. The key lives in its field: nowhere else, and not past a reload. */

import { Orchestra } from "../../sdks/typescript/src/index.js";
import { element } from "./element.js";

/** What the reader has filled in. */
export interface ServerForm {
  /** Without a slash at the end; the origin of the page where nothing is filled in. */
  address(): string;
  /** Empty where there is none. */
  key(): string;
  /** Called after a change of either is finished: its field was left, or Enter was pressed. */
  onChange(listener: () => void): void;
}

/** Build the fields into `host`. */
export function serverForm(host: HTMLElement): ServerForm {
  const address = field("server-address", "url", location.origin);
  address.value = location.origin;
  const key = field("server-key", "text", "ork_…");
  // No field for passwords: a browser would offer to keep what is in it.
  key.classList.add("try-secret");
  const shown = element("button", { type: "button", class: "md-button try-small", "aria-pressed": "false" }, "Show");
  shown.setAttribute("aria-label", "Show the key");
  shown.addEventListener("click", () => {
    const secret = key.classList.toggle("try-secret");
    shown.setAttribute("aria-pressed", String(!secret));
  });
  const note = element(
    "p",
    { id: "server-key-note", class: "try-note" },
    "The key stays in this page's memory: it is stored nowhere, and gone after a reload.",
  );
  key.setAttribute("aria-describedby", note.id);
  const form = element(
    "form",
    { class: "try-server", autocomplete: "off", "aria-label": "Server" },
    element("div", { class: "try-field" }, element("label", { for: address.id }, "Server"), address),
    element("div", { class: "try-field" }, element("label", { for: key.id }, "API key"), key, shown),
    note,
  );
  // Enter finishes a field, which is its change; nothing is sent anywhere, and the address of the page stays.
  form.addEventListener("submit", (event) => event.preventDefault());
  host.append(form);
  return {
    address: () => (address.value.trim() || location.origin).replace(/\/+$/, ""),
    key: () => key.value.trim(),
    onChange: (listener) => form.addEventListener("change", listener),
  };
}

/**
 * A client for what is filled in. It tries nothing twice, so that a page shows every refusal as it comes.
 *
 * Throws OrchestraError where the address can be none.
 */
export function clientFor(server: ServerForm): Orchestra {
  return new Orchestra({ baseUrl: server.address(), apiKey: server.key() || null, maxRetries: 0 });
}

function field(id: string, type: string, placeholder: string): HTMLInputElement {
  const attributes = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };
  // What password managers look for, where they do not look at `autocomplete`.
  const unmanaged = { "data-1p-ignore": "", "data-lpignore": "true", "data-bwignore": "true" };
  return element("input", { id, type, placeholder, ...attributes, ...unmanaged });
}
