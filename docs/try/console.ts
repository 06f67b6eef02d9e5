/** The console: every operation that the service offers, as a form that sends it. */

import { element } from "./element.js";
import { OperationList } from "./operation_list.js";
import { OperationView, type Surroundings } from "./operation_view.js";
import { documentOf, whyNot } from "./reach.js";
import type { Onward } from "./request.js";
import { serverForm, type ServerForm } from "./server.js";
import { operationsOf, type Operation, type Specification } from "./specification.js";
import { troubleBox, type Trouble } from "./trouble.js";

const SITE = "../../";
// The documents that a service publishes, and the page of this site about each; version 2 has a page a resource.
const DOCUMENTS = {
  v2: { title: "Version 2", page: undefined },
  v1: { title: "Version 1", page: "reference/operations/#version-1" },
  service: { title: "Health, documents, detected versions", page: "reference/operations/#the-service-itself" },
  openai: { title: "For OpenAI clients", page: "guides/openai-clients/" },
} as const;
// What the address of the page names where it names no operation: the list.
const LIST = "operations";

type Name = keyof typeof DOCUMENTS;
const NAMES = Object.keys(DOCUMENTS) as Name[];

interface Loaded {
  specification: Specification;
  operations: Operation[];
}

class Console {
  readonly #server: ServerForm;
  readonly #choice = element("select", { id: "console-document" });
  readonly #list: OperationList;
  readonly #panel = element("div", { class: "console-panel" });
  readonly #said = element("p", { class: "try-status", role: "status" });
  readonly #views = new Map<string, OperationView>();
  readonly #documents = new Map<Name, Loaded>();
  #address: string;
  #shown: Name | undefined;
  #opening = new AbortController();

  constructor(private readonly host: HTMLElement) {
    this.#server = serverForm(host);
    this.#address = this.#server.address();
    this.#choice.append(...NAMES.map((name) => element("option", { value: name }, DOCUMENTS[name].title)));
    const label = element("label", { for: this.#choice.id }, "API");
    this.#list = new OperationList(element("div", { class: "try-field" }, label, this.#choice));
    host.append(this.#said, element("div", { class: "console-panes" }, this.#list.element, this.#panel));
    this.#choice.addEventListener("change", () => {
      history.pushState(null, "", location.pathname + location.search);
      void this.#open();
    });
    this.#server.onChange(() => this.#serverChanged());
    addEventListener("hashchange", () => void this.#open({ focus: true }));
    void this.#open();
  }

  #serverChanged(): void {
    if (this.#server.address() === this.#address) return;
    this.#address = this.#server.address();
    for (const view of this.#views.values()) view.stop();
    this.#views.clear();
    this.#documents.clear();
    this.#shown = undefined;
    void this.#open();
  }

  /** Open the operation that the address of the page names, or the first one of the chosen document. */
  async #open({ focus = false } = {}): Promise<void> {
    this.#opening.abort();
    const { signal } = (this.#opening = new AbortController());
    const wanted = location.hash.slice(1);
    // On a phone the list and the operation take turns; what was open stays where there is room for both.
    if (wanted === LIST && this.#shown === this.#choice.value) return this.host.removeAttribute("data-open");
    try {
      const chosen = this.#choice.value as Name;
      for (const name of [chosen, ...NAMES.filter((other) => other !== chosen)]) {
        const { operations } = await this.#load(name, signal);
        const found = operations.find(({ id }) => id === wanted);
        if (found !== undefined) return this.#show(name, found, focus);
        if (wanted === "" || wanted === LIST) break;
      }
      const first = this.#documents.get(chosen)?.operations[0];
      if (first !== undefined) this.#show(chosen, first, false);
      this.host.removeAttribute("data-open");
      if (wanted !== "" && wanted !== LIST) this.#said.textContent = `The service has no operation ${wanted}.`;
    } catch (error) {
      if (!signal.aborted) this.#fail(await whyNot(error, this.#address));
    }
  }

  async #load(name: Name, signal: AbortSignal): Promise<Loaded> {
    const known = this.#documents.get(name);
    if (known !== undefined) return known;
    this.#said.textContent = "Reading the specification …";
    const specification = await documentOf<Specification>(this.#address, name, signal);
    const loaded = { specification, operations: operationsOf(specification) };
    signal.throwIfAborted();
    this.#documents.set(name, loaded);
    return loaded;
  }

  #show(name: Name, operation: Operation, focus: boolean): void {
    const { operations, specification } = this.#documents.get(name)!;
    if (this.#shown !== name) {
      this.#shown = name;
      this.#choice.value = name;
      this.#list.show(operations);
    }
    this.#said.textContent = "";
    this.#list.element.hidden = false;
    this.#list.mark(operation.id);
    this.host.setAttribute("data-open", "");
    const view = this.#view(name, operation, { specification, operations });
    view.refresh();
    this.#panel.replaceChildren(view.element);
    if (focus) view.heading.focus();
  }

  #view(name: Name, operation: Operation, { specification, operations }: Loaded): OperationView {
    const known = this.#views.get(operation.id);
    if (known !== undefined) return known;
    const around: Surroundings = {
      server: this.#server,
      specification,
      operations,
      reference: (entry) => referenceOf(name, entry),
      goOn: (next) => this.#goOn(name, next),
    };
    const view = new OperationView(operation, around);
    this.#views.set(operation.id, view);
    return view;
  }

  #goOn(name: Name, { operation, values, body }: Onward): void {
    if (location.hash !== `#${operation.id}`) history.pushState(null, "", `#${operation.id}`);
    this.#show(name, operation, true);
    this.#views.get(operation.id)?.fill(values, body);
  }

  #fail(trouble: Trouble): void {
    this.#said.textContent = "";
    this.#list.element.hidden = true;
    this.host.setAttribute("data-open", "");
    const again = element("button", { type: "button", class: "md-button" }, "Try again");
    again.addEventListener("click", () => void this.#open());
    const box = troubleBox(trouble);
    box.setAttribute("role", "alert");
    this.#panel.replaceChildren(box, again);
  }
}

function referenceOf(name: Name, operation: Operation): { page: string; example: string | undefined } {
  const { page } = DOCUMENTS[name];
  if (page !== undefined) return { page: SITE + page, example: undefined };
  const resource = operation.tag.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const place = `${SITE}reference/rest/${resource}/#${operation.id}`;
  return { page: place, example: `${place}-example` };
}

new Console(document.querySelector<HTMLElement>("#try")!);
