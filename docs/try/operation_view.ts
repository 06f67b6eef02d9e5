/** One operation: what it does, its form, the same as curl, and what came back. */

import { AnswerView } from "./answer.js";
import { codeFrame } from "./code_view.js";
import { allow, element, reasonAgainst } from "./element.js";
import { OperationForm } from "./operation_form.js";
import { prose } from "./prose.js";
import { whyNot } from "./reach.js";
import { curl, danger, flaws, onward, prepare, type Onward, type Prepared } from "./request.js";
import type { ServerForm } from "./server.js";
import type { Operation, Specification } from "./specification.js";

// No answer takes longer, in milliseconds: a run has an hour at the most.
const LONGEST = 3_660_000;

/** What an operation needs of the page around it. */
export interface Surroundings {
  server: ServerForm;
  specification: Specification;
  operations: readonly Operation[];
  /** Where the reference of an operation is; `example` is the place of its examples in curl, Python and TypeScript. */
  reference(operation: Operation): { page: string; example: string | undefined };
  /** Go on with another operation. */
  goOn(next: Onward): void;
}

/** The view of one operation. It keeps what was filled in and what came back, also while another is shown. */
export class OperationView {
  readonly element = element("article", { class: "console-operation" });
  /** What the focus goes to when the operation is opened. */
  readonly heading: HTMLElement;
  readonly #form: OperationForm;
  readonly #answer = new AnswerView();
  readonly #curl = codeFrame("The request as curl");
  readonly #send = element("button", { type: "submit", class: "md-button md-button--primary" }, "Send");
  readonly #stop = element("button", { type: "button", class: "md-button" }, "Stop");
  #running: AbortController | undefined;

  constructor(
    private readonly operation: Operation,
    private readonly around: Surroundings,
  ) {
    this.heading = element("h2", { tabindex: "-1" }, operation.summary);
    this.#form = new OperationForm(around.specification, operation);
    allow(this.#stop, "Nothing is being sent.");
    this.#stop.addEventListener("click", () => this.#running?.abort());
    this.#form.element.addEventListener("input", () => this.refresh());
    this.#form.element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (reasonAgainst(this.#send) === null) void this.#submit();
    });
    this.#form.element.append(element("div", { class: "try-buttons" }, this.#send, this.#stop));
    const command = element("details", { open: "" }, element("summary", {}, "curl"), this.#curl.element);
    this.element.append(...this.#introduction(), this.#form.element, this.#answer.element, command);
    this.refresh();
  }

  /** Write the command anew: a field or the server's address has changed. */
  refresh(): void {
    this.#curl.show(curl(this.#prepared()));
  }

  /** Put values in that came from elsewhere. */
  fill(values: Readonly<Record<string, string>>, body: string | undefined): void {
    this.#form.fill(values, body);
  }

  /** End what is being sent or read. */
  stop(): void {
    this.#running?.abort();
  }

  #prepared(): Prepared {
    return prepare(this.operation, this.around.server.address(), this.#form.filled());
  }

  #introduction(): HTMLElement[] {
    const { operation } = this;
    const [first, ...rest] = prose(operation.description);
    const { page, example } = this.around.reference(operation);
    const method = element("span", { class: "console-method", "data-method": operation.method }, operation.method);
    const links = [element("a", { href: page }, "Reference")];
    if (example !== undefined) links.push(element("a", { href: example }, "Python and TypeScript"));
    const needs = operation.scope === undefined ? "No key is needed" : `The key needs the scope ${operation.scope}`;
    const said = operation.secured ? needs : "No key is needed";
    return [
      element("a", { class: "console-back", href: "#operations" }, "← All operations"),
      this.heading,
      element("p", { class: "console-request" }, method, element("code", {}, operation.path)),
      element("p", { class: "console-facts" }, ...links, element("span", {}, `${said}.`)),
      ...(operation.deprecated ? [element("p", { class: "console-flaw" }, "Deprecated.")] : []),
      ...(first === undefined ? [] : [first]),
      ...(rest.length > 0 ? [element("details", {}, element("summary", {}, "More about it"), ...rest)] : []),
    ];
  }

  async #submit(): Promise<void> {
    const found = flaws(this.operation, this.#form.filled());
    this.#form.showFlaws(found);
    if (found.length > 0) return;
    const request = this.#prepared();
    const why = danger(this.operation);
    if (why !== undefined && !(await agreed(request, why))) return;
    await this.#exchange(request);
  }

  async #exchange(request: Prepared): Promise<void> {
    const filled = this.#form.filled();
    const address = this.around.server.address();
    const started = performance.now();
    const stop = (this.#running = new AbortController());
    allow(this.#send, "The answer is still coming.");
    allow(this.#stop);
    this.#form.markSent();
    this.#answer.begin();
    try {
      const response = await fetch(request.url, {
        method: request.method,
        headers: this.#headers(request),
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(LONGEST)]),
        credentials: "omit",
        cache: "no-store",
      });
      const body = await this.#answer.show(response, started);
      const header = (name: string): string | null => response.headers.get(name);
      const exchange = { filled, status: response.status, header, body };
      this.#goOn(onward(this.operation, this.around.operations, exchange));
      if (response.status === 401 && request.secured) this.#askForKey();
    } catch (error) {
      if (stop.signal.aborted) this.#answer.stopped(started);
      else this.#answer.fail(await whyNot(error, address));
    } finally {
      this.#running = undefined;
      allow(this.#send);
      allow(this.#stop, "Nothing is being sent.");
    }
  }

  #headers(request: Prepared): Record<string, string> {
    const key = this.around.server.key();
    return key && request.secured ? { ...request.headers, Authorization: `Bearer ${key}` } : request.headers;
  }

  #askForKey(): void {
    const said = this.around.server.key() ? "Is the key right?" : "No key was sent.";
    this.#answer.append(element("p", { class: "try-note" }, `${said} Its field is at the top of the page.`));
  }

  #goOn(found: readonly Onward[]): void {
    if (found.length === 0) return;
    const items = found.map((next) => {
      const link = element("a", { href: `#${next.operation.id}` }, next.operation.summary);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.around.goOn(next);
      });
      return element("li", {}, link, ` ${next.description}`);
    });
    this.#answer.append(
      element("div", { class: "console-onward" }, element("h3", {}, "Go on from here"), element("ul", {}, ...items)),
    );
  }
}

/** Ask before something is sent that cannot be taken back. */
async function agreed(request: Prepared, why: string): Promise<boolean> {
  const send = element("button", { value: "send", class: "md-button md-button--primary" }, "Send it");
  const leave = element("button", { value: "", class: "md-button", autofocus: "" }, "Leave it");
  const title = element("p", { id: "console-ask", class: "try-title" }, "Really send this?");
  const form = element(
    "form",
    { method: "dialog" },
    title,
    element("p", {}, element("code", {}, `${request.method} ${request.url}`)),
    element("p", {}, why),
    element("div", { class: "try-buttons" }, leave, send),
  );
  const dialog = element("dialog", { class: "console-ask", "aria-labelledby": title.id }, form);
  document.querySelector("#try")?.append(dialog);
  const closed = new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.showModal();
  await closed;
  dialog.remove();
  return dialog.returnValue === "send";
}
