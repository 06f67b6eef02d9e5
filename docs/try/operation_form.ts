/** The form of an operation: a field a parameter, and the body as JSON. */

import { element } from "./element.js";
import { phrase } from "./prose.js";
import { newKey, parsed, placeOf, type Filled, type Flaw } from "./request.js";
import { fieldsOf, typeText } from "./schema.js";
import type { Operation, Parameter, RequestBody, Specification } from "./specification.js";

const IDEMPOTENCY_KEY = "header.Idempotency-Key";
const GROUPS = { path: "Path", query: "Query", header: "Headers" } as const;
// Rows of the body's field at the most; it can be pulled larger.
const TALLEST = 18;

type Control = HTMLInputElement | HTMLSelectElement;

/** The fields of one operation, prefilled with what the specification gives. */
export class OperationForm {
  readonly element = element("form", { class: "console-form", autocomplete: "off", novalidate: "" });
  readonly #controls = new Map<string, Control>();
  readonly #body: HTMLTextAreaElement | undefined;
  // The key that was made here, as long as nobody has written another, and whether a request went out with it.
  #made = "";
  #sent = false;

  constructor(
    private readonly specification: Specification,
    private readonly operation: Operation,
  ) {
    this.element.setAttribute("aria-label", operation.summary);
    for (const [place, title] of Object.entries(GROUPS)) {
      const parameters = operation.parameters.filter((parameter) => parameter.in === place);
      if (parameters.length > 0) this.element.append(this.#group(title, parameters));
    }
    if (operation.body !== undefined) {
      this.#body = element("textarea", { id: this.#id("body"), spellcheck: "false", autocapitalize: "off" });
      this.element.append(this.#bodyGroup(operation.body, this.#body));
      this.element.addEventListener("input", (event) => {
        if (event.target === this.#body && this.#sent) this.#renewKey();
      });
    }
    this.#renewKey();
  }

  /** What stands in the fields now. */
  filled(): Filled {
    const values = Object.fromEntries([...this.#controls].map(([place, { value }]) => [place, value]));
    return { values, body: this.#body?.value };
  }

  /** Put values in, by their places, and a body; what is not named stays as it is. */
  fill(values: Readonly<Record<string, string>>, body?: string): void {
    for (const [place, value] of Object.entries(values)) {
      const control = this.#controls.get(place);
      if (control !== undefined) control.value = value;
    }
    if (this.#body !== undefined && body !== undefined) {
      this.#body.value = body;
      this.#body.rows = rowsOf(body);
      if (this.#sent) this.#renewKey();
    }
    this.element.dispatchEvent(new Event("input"));
  }

  /** A request has gone out. The same one, sent again, has the same key; another body gets a new one. */
  markSent(): void {
    this.#sent = true;
  }

  /** Say what keeps the request from being sent, at its fields; the first of them gets the focus. */
  showFlaws(flaws: readonly Flaw[]): void {
    for (const [place, control] of this.#controls) {
      const flaw = flaws.find((entry) => entry.place === place);
      control.toggleAttribute("aria-invalid", false);
      if (flaw !== undefined) control.setAttribute("aria-invalid", "true");
      const said = document.getElementById(`${control.id}-flaw`);
      if (said !== null) said.textContent = flaw?.reason ?? "";
    }
    if (flaws[0] !== undefined) this.#controls.get(flaws[0].place)?.focus();
  }

  #group(title: string, parameters: Parameter[]): HTMLElement {
    const rows = parameters.map((parameter) => this.#row(parameter));
    return element("fieldset", {}, element("legend", {}, title), ...rows);
  }

  #row(parameter: Parameter): HTMLElement {
    const place = placeOf(parameter);
    const control = controlFor(parameter);
    control.id = this.#id(place);
    control.setAttribute("aria-describedby", `${control.id}-note ${control.id}-flaw`);
    if (parameter.required) control.setAttribute("aria-required", "true");
    this.#controls.set(place, control);
    const type = typeText(this.specification, parameter.schema ?? {});
    const beside: HTMLElement[] = [control];
    if (place === IDEMPOTENCY_KEY) {
      const renew = element("button", { type: "button", class: "md-button try-small" }, "New");
      renew.setAttribute("aria-label", "New Idempotency-Key");
      renew.addEventListener("click", () => {
        this.#made = control.value;
        this.#renewKey();
      });
      beside.push(renew);
    }
    const kept = " Sent again as it is, a request keeps it and gets the same answer; another body gets a new one.";
    return element(
      "div",
      { class: "console-field" },
      element("label", { for: control.id }, element("code", {}, parameter.name), ...needed(parameter.required)),
      element("span", { class: "console-type" }, type),
      element("div", { class: "console-control" }, ...beside),
      element("p", { class: "console-flaw", id: `${control.id}-flaw` }),
      element(
        "p",
        { class: "try-note", id: `${control.id}-note` },
        ...phrase((parameter.description ?? "") + (place === IDEMPOTENCY_KEY ? kept : "")),
      ),
    );
  }

  #bodyGroup(body: RequestBody, area: HTMLTextAreaElement): HTMLElement {
    const write = (value: unknown): void => {
      area.value = JSON.stringify(value, null, 2);
      area.rows = rowsOf(area.value);
    };
    write(body.examples[0]?.value);
    const state = element("p", { class: "console-flaw", id: `${area.id}-flaw` });
    area.setAttribute("aria-describedby", `${area.id}-note ${state.id}`);
    area.addEventListener("input", () => {
      state.textContent = parsed(area.value) === undefined ? "This is no JSON. It is sent as it is." : "";
    });
    const fields = fieldsOf(this.specification, body.schema).map((field) => [
      element("dt", {}, element("code", {}, field.name), ...needed(field.required), ` ${field.type}`),
      element("dd", {}, ...phrase(field.description)),
    ]);
    const parts: HTMLElement[] = [element("label", { for: area.id }, "JSON"), area, state];
    if (body.examples.length > 1) parts.unshift(this.#examples(body, write, area));
    return element(
      "fieldset",
      {},
      element("legend", {}, "Body"),
      element("p", { class: "try-note", id: `${area.id}-note` }, ...phrase(body.description)),
      ...parts,
      element("details", {}, element("summary", {}, "Fields"), element("dl", {}, ...fields.flat())),
    );
  }

  #examples(body: RequestBody, write: (value: unknown) => void, area: HTMLTextAreaElement): HTMLElement {
    const options = body.examples.map(({ name }, index) => element("option", { value: String(index) }, name));
    const choice = element("select", { id: this.#id("example") }, ...options);
    choice.addEventListener("change", () => {
      write(body.examples[Number(choice.value)]?.value);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return element("div", { class: "console-example" }, element("label", { for: choice.id }, "Example"), choice);
  }

  #renewKey(): void {
    const control = this.#controls.get(IDEMPOTENCY_KEY);
    if (control === undefined || control.value !== this.#made) return;
    control.value = this.#made = newKey();
    this.#sent = false;
    this.element.dispatchEvent(new Event("input"));
  }

  #id(place: string): string {
    return `${this.operation.id}-${place}`.replace(/[^\w-]/g, "-");
  }
}

function controlFor(parameter: Parameter): Control {
  const schema = parameter.schema ?? {};
  const example = parameter.example ?? Object.values(parameter.examples ?? {})[0]?.value ?? schema.examples?.[0];
  const values = schema.enum ?? (schema.type === "boolean" ? [true, false] : undefined);
  if (values !== undefined) {
    const options = values.map((value) => element("option", {}, String(value)));
    const select = element("select", {}, ...options);
    if (!parameter.required) select.prepend(element("option", { value: "" }, "(not sent)"));
    select.value = parameter.required ? String(example ?? values[0]) : "";
    return select;
  }
  const input = element("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  if (schema.type === "integer") input.inputMode = "numeric";
  if (parameter.required && parameter.example !== undefined) input.value = String(parameter.example);
  else if ((example ?? schema.default) !== undefined) input.placeholder = String(example ?? schema.default);
  return input;
}

function needed(required = false): HTMLElement[] {
  return required ? [element("span", { class: "console-needed" }, "needed")] : [];
}

function rowsOf(text: string): number {
  return Math.min(TALLEST, Math.max(3, text.split("\n").length + 1));
}
