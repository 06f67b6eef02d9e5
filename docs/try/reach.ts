/** Asking a service from a page, with a deadline, and saying why nothing comes back. */

import type { Trouble } from "./trouble.js";

// How long a service may take for its documents, and to show that it is there at all, in milliseconds.
const PATIENCE = 15_000;
const SITE = "../../";

/** One of the service's documents. Throws Error where the answer is none, and what `fetch` throws. */
export async function documentOf<T>(address: string, name: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(`${address}/openapi/${name}.json`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    credentials: "omit",
  });
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}.`);
  return (await answer.json()) as T;
}

/** Why a request to `address` had no answer. */
export async function whyNot(error: unknown, address: string): Promise<Trouble> {
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    return { title: "This is no address of a service", detail: `${address} should look like http://127.0.0.1:8000.` };
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return { title: "No answer in time", detail: `${address} took too long.` };
  }
  if (!(error instanceof TypeError)) {
    return {
      title: "There is no AI Orchestra at this address",
      detail: `${error instanceof Error ? error.message : String(error)} Fill in the address of a service.`,
    };
  }
  const elsewhere = new URL(address).origin !== location.origin;
  if (elsewhere && location.protocol === "https:" && address.startsWith("http:")) {
    return {
      title: "The browser refuses this address",
      detail: "This page came over HTTPS; from it a browser calls addresses with https:// only.",
    };
  }
  if (elsewhere && (await answers(address))) {
    return {
      title: "The service is there, but does not allow this page to call it",
      detail: `Put ${location.origin} into ORCHESTRA_CORS_ORIGINS where the service runs, and start it again.`,
      more: { href: `${SITE}reference/settings/#cors`, text: "The settings of the service" },
    };
  }
  return {
    title: "Nothing answers",
    detail: `No service can be reached at ${address}. Is it running? "orchestra serve" starts one.`,
    more: { href: `${SITE}get-started/`, text: "Get started" },
  };
}

/** Whether anything answers there, even where this page may not read what. */
async function answers(address: string): Promise<boolean> {
  try {
    await fetch(`${address}/live`, { mode: "no-cors", signal: AbortSignal.timeout(PATIENCE), credentials: "omit" });
    return true;
  } catch {
    return false;
  }
}
