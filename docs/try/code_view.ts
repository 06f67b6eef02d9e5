/** Code that is looked at: JSON in colours, texts that can be copied. */

import { element } from "./element.js";

// More than this is not shown, in characters: a browser would be busy with it for seconds.
const LONGEST = 100_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/g;

/** A frame with its title and a button that copies. `label` is what a screen reader calls it. */
export function codeFrame(label: string): { element: HTMLElement; show(text: string, json?: boolean): void } {
  const code = element("code");
  const frame = element("pre", { tabindex: "0", role: "region", "aria-label": label }, code);
  const copy = element("button", { type: "button", class: "md-button try-small" }, "Copy");
  copy.setAttribute("aria-label", `Copy: ${label}`);
  const said = element("span", { class: "console-said", role: "status" });
  const note = element("p", { class: "try-note", hidden: "" });
  let whole = "";
  copy.addEventListener("click", () => void copied(whole, code).then((text) => (said.textContent = text)));
  return {
    element: element("div", { class: "console-code" }, element("div", {}, said, copy), frame, note),
    show(text, json = false) {
      whole = text;
      said.textContent = "";
      const shown = text.slice(0, LONGEST);
      note.hidden = shown.length === text.length;
      const [seen, all] = [shown, text].map(({ length }) => length.toLocaleString("en"));
      note.textContent = `The first ${seen} of ${all} characters. Copy takes all of them.`;
      code.replaceChildren(...(json ? coloured(shown) : [shown]));
    },
  };
}

/** Copy, and say how it went. A page that came over plain HTTP from another machine has no clipboard. */
async function copied(text: string, shown: HTMLElement): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied";
  } catch {
    getSelection()?.selectAllChildren(shown);
    return "Selected: copy it with the keyboard";
  }
}

/** JSON with its names, texts and other values marked. */
function coloured(json: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const found of json.matchAll(TOKEN)) {
    const [whole, text, colon] = found;
    parts.push(json.slice(end, found.index));
    const kind = text === undefined ? "value" : colon === undefined ? "string" : "name";
    parts.push(element("span", { class: `console-${kind}` }, text ?? whole), colon ?? "");
    end = found.index + whole.length;
  }
  return [...parts, json.slice(end)];
}
