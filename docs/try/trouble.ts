/** What went wrong, in plain words, with the page of this site that says what to do. */

import {
  APIConnectionError,
  APIStatusError,
  APITimeoutError,
  ConnectionClosedError,
  OrchestraError,
  RunFailedError,
} from "../../sdks/typescript/src/index.js";
import { element } from "./element.js";

/** What is said about an error. */
export interface Trouble {
  title: string;
  detail: string;
  /** Where more is said: an address inside this site, and what is there. */
  more?: { href: string; text: string } | undefined;
  /** Seconds until it is worth trying again. */
  retry_after?: number | undefined;
  /** What to name when asking for help. */
  correlation_id?: string | undefined;
}

// The site's root, seen from the pages in try/.
const SITE = "../../";

/** What to say about anything that was thrown. `address` is the service's. */
export function troubleOf(error: unknown, address: string): Trouble {
  if (error instanceof RunFailedError) {
    const { title, detail, code, correlation_id, retry_after } = error.event.error;
    return { title, detail, more: pageOf(code), retry_after, correlation_id };
  }
  if (error instanceof APIStatusError) {
    const { status, code, correlation_id, retry_after } = error;
    const title = error.title ?? words(code) ?? `The service answered ${status}`;
    const detail = error.errors.map(({ pointer, detail }) => `${pointer ?? ""} ${detail}`.trim()).join(" ");
    return {
      title: `${title} (${status})`,
      detail: [error.detail ?? (error.problem ? "" : error.message), detail].filter(Boolean).join(" "),
      more: pageOf(code),
      retry_after,
      correlation_id,
    };
  }
  if (error instanceof APITimeoutError) {
    return { title: "No answer in time", detail: `${address}: ${error.message}` };
  }
  if (error instanceof APIConnectionError) {
    const elsewhere = address === location.origin ? "" : ` Or it does not allow pages of ${location.origin} to call it; a page cannot tell the two apart.`;
    return {
      title: "The service cannot be reached",
      detail: `Nothing answers at ${address}.${elsewhere}`,
      more: { href: `${SITE}guides/authentication/#browsers`, text: "Pages of other origins" },
    };
  }
  if (error instanceof ConnectionClosedError) {
    return {
      title: "The connection was closed",
      detail: [error.code, error.codeName, error.reason].filter(Boolean).join(" · "),
      more: { href: `${SITE}reference/close-codes/`, text: "What the close codes mean" },
    };
  }
  if (error instanceof OrchestraError) return { title: "That cannot work", detail: error.message };
  return { title: "Something in this page went wrong", detail: String(error) };
}

/** The trouble for the page to show. */
export function troubleBox({ title, detail, more, retry_after, correlation_id }: Trouble): HTMLElement {
  const box = element("div", { class: "try-trouble" }, element("p", { class: "try-trouble-title" }, title));
  if (detail) box.append(element("p", {}, detail));
  if (retry_after !== undefined) {
    const seconds = Math.ceil(retry_after);
    box.append(element("p", {}, `Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"} (Retry-After).`));
  }
  if (more) box.append(element("p", {}, element("a", { href: more.href }, more.text)));
  if (correlation_id) box.append(element("p", { class: "try-note" }, `Correlation id: ${correlation_id}`));
  return box;
}

/** The page of an error code, where it is one of ours. */
export function pageOf(code: string | undefined): Trouble["more"] {
  // A proxy's own codes have no page here.
  if (!code || !/^[a-z]+(_[a-z]+)*$/.test(code)) return undefined;
  return { href: `${SITE}reference/errors/${code}/`, text: `What ${code} means, and what to do` };
}

function words(code: string | undefined): string | undefined {
  const text = code?.replaceAll("_", " ");
  return text && text[0]!.toUpperCase() + text.slice(1);
}
