/** Elements of a page, made without markup: what comes from a service is only ever text. */

/** A new element with its attributes and what is in it; a string becomes text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Let a button be used, or say why not. It is not `disabled`, so that it keeps the focus and a screen reader finds its
 * reason; who listens to its clicks asks `reasonAgainst` first.
 */
export function allow(button: HTMLButtonElement, against?: string): void {
  if (against === undefined) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-description");
    button.removeAttribute("title");
  } else {
    button.setAttribute("aria-disabled", "true");
    button.setAttribute("aria-description", against);
    button.setAttribute("title", against);
  }
}

/** Why a button may not be used now; null where it may. */
export function reasonAgainst(button: HTMLButtonElement): string | null {
  return button.getAttribute("aria-disabled") === "true" ? button.getAttribute("aria-description") : null;
}
