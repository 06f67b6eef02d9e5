/** The specification's descriptions as elements: paragraphs, tables, and code between backticks. */

import { element } from "./element.js";

/** A description. What is no code and no table is text as it stands. */
export function prose(text: string): HTMLElement[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("|") ? table(part.split("\n")) : element("p", {}, ...phrase(part))));
}

/** One line of a description, what stands between backticks as code. */
export function phrase(text: string): (Node | string)[] {
  return text.split(/(`[^`]+`)/).map((part) => (/^`.+`$/.test(part) ? element("code", {}, part.slice(1, -1)) : part));
}

function table(lines: string[]): HTMLElement {
  const [head = [], , ...rows] = lines.map((line) => line.split("|").slice(1, -1));
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head.map((cell) => element("th", { scope: "col" }, ...phrase(cell))))),
    element(
      "tbody",
      {},
      ...rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, ...phrase(cell))))),
    ),
  );
}
