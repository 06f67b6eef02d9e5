/** One request, made of an operation and of what was filled in: its address, headers and body, and the same as curl. */

import type { Link, Operation, Parameter } from "./specification.js";

/** What was filled in. Values by `placeOf` their parameter; an empty one is not sent. */
export interface Filled {
  values: Readonly<Record<string, string>>;
  /** As it stands in the form, whether it is JSON or not; undefined where the operation has none. */
  body: string | undefined;
}

/** Something that keeps a request from being sent, and the `placeOf` the parameter that it is about. */
export interface Flaw {
  place: string;
  reason: string;
}

/** A request that can be sent. The key is not in it: it comes last, and stays out of everything that is shown. */
export interface Prepared {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Whether a key belongs to it. */
  secured: boolean;
}

/** Another operation that an answer leads to, with the values that it gives. */
export interface Onward {
  operation: Operation;
  description: string;
  values: Record<string, string>;
  body: string | undefined;
}

/** What links look into. */
export interface Exchange {
  filled: Filled;
  status: number;
  header(name: string): string | null;
  /** The answer's JSON; undefined where it is none. */
  body: unknown;
}

// A header's value: visible ASCII, blanks between.
const HEADER = /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/;
const STREAM = "text/event-stream";

/** Where a parameter stands and what it is called, as links of OpenAPI write it: `path.run_id`. */
export function placeOf(parameter: Parameter): string {
  return `${parameter.in}.${parameter.name}`;
}

/** What would keep a request from being sent. Values that the service refuses are none: it says so better. */
export function flaws(operation: Operation, filled: Filled): Flaw[] {
  return operation.parameters.flatMap((parameter) => {
    const place = placeOf(parameter);
    const value = filled.values[place] ?? "";
    const reason = flaw(parameter, value);
    return reason === undefined ? [] : [{ place, reason }];
  });
}

function flaw(parameter: Parameter, value: string): string | undefined {
  if (value === "") return parameter.required ? "This is needed." : undefined;
  if (parameter.in === "path" && /^\.{1,2}$/.test(value)) return "A browser takes this for a step to another folder.";
  if (parameter.in === "header" && !HEADER.test(value)) return "A header takes letters, digits and signs of ASCII.";
  return undefined;
}

/** The request. `address` is the service's, without a slash at the end. */
export function prepare(operation: Operation, address: string, filled: Filled): Prepared {
  const given = operation.parameters
    .map((parameter) => ({ ...parameter, value: filled.values[placeOf(parameter)] ?? "" }))
    .filter(({ value }) => value !== "");
  let path = operation.path;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  if (operation.accepts.length > 0) headers["Accept"] = operation.accepts.join(", ");
  if (filled.body !== undefined) headers["Content-Type"] = "application/json";
  for (const { in: where, name, value } of given) {
    if (where === "path") path = path.replace(`{${name}}`, encoded(value));
    else if (where === "query") query.push(`${encoded(name)}=${encoded(value)}`);
    else if (where === "header") headers[name] = value;
  }
  const url = `${address}${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  return { method: operation.method, url, headers, body: filled.body, secured: operation.secured };
}

function encoded(value: string): string {
  // Ours have colons in them, which mean nothing there.
  return encodeURIComponent(value).replaceAll("%3A", ":");
}

/** The request as a command of a shell. The key is `$ORCHESTRA_API_KEY` in it. */
export function curl(request: Prepared): string {
  const streams = request.headers["Accept"]?.includes(STREAM) ? " -N" : "";
  const usual = request.body === undefined ? "GET" : "POST";
  const method = request.method === usual ? "" : ` -X ${request.method}`;
  const lines = [`curl${streams}${method} ${quoted(request.url)}`];
  if (request.secured) lines.push('-H "Authorization: Bearer $ORCHESTRA_API_KEY"');
  for (const [name, value] of Object.entries(request.headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (request.body !== undefined) lines.push(`--data-raw ${quoted(request.body)}`);
  return lines.join(" \\\n  ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Whether somebody should be asked first, and why: what cannot be taken back. */
export function danger(operation: Operation): string | undefined {
  if (operation.method === "DELETE") return "It deletes for good.";
  if (operation.scope === "admin" && operation.method !== "GET") return "It changes who may use the service.";
  return undefined;
}

/** Where an answer leads, by the links of the specification; those that lack a value are left out. */
export function onward(operation: Operation, operations: readonly Operation[], exchange: Exchange): Onward[] {
  return (operation.links[String(exchange.status)] ?? []).flatMap((link) => {
    const target = operations.find((entry) => entry.id === link.operationId);
    const found = target && filledBy(link, target, exchange);
    return found === undefined ? [] : [found];
  });
}

function filledBy(link: Link, target: Operation, exchange: Exchange): Onward | undefined {
  const values: Record<string, string> = {};
  for (const [name, expression] of Object.entries(link.parameters ?? {})) {
    const parameter = target.parameters.find((entry) => placeOf(entry) === name || entry.name === name);
    if (parameter === undefined) continue;
    const value = valueOf(expression, exchange);
    if (value !== undefined && value !== null) values[placeOf(parameter)] = String(value);
    // A value that the request did not have is none for the next one either; an answer's is what the link is about.
    else if (parameter.required || !String(expression).startsWith("$request.")) return undefined;
  }
  const body = link.requestBody === undefined ? undefined : bodyOf(link.requestBody, exchange);
  return { operation: target, description: link.description ?? "", values, body };
}

function bodyOf(given: unknown, exchange: Exchange): string {
  if (given === null || typeof given !== "object") return JSON.stringify(valueOf(given, exchange), null, 2);
  const members = Object.entries(given).map(([name, value]) => [name, valueOf(value, exchange)]);
  return JSON.stringify(Object.fromEntries(members), null, 2);
}

/** A runtime expression (https://spec.openapis.org/oas/v3.1.1.html#runtime-expressions), or the value itself. */
function valueOf(expression: unknown, { filled, header, body }: Exchange): unknown {
  if (typeof expression !== "string" || !expression.startsWith("$")) return expression;
  const [, side, source = "", name = "", pointer = ""] =
    /^\$(request|response)\.(\w+)(?:\.([^#]+))?(?:#(.*))?$/.exec(expression) ?? [];
  if (side === "response") return source === "body" ? at(body, pointer) : header(name);
  if (side !== "request") return undefined;
  return source === "body" ? at(parsed(filled.body), pointer) : filled.values[`${source}.${name}`] || undefined;
}

function at(value: unknown, pointer: string): unknown {
  const parts = pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce<unknown>(
    (node, part) => (node !== null && typeof node === "object" ? (node as Record<string, unknown>)[part] : undefined),
    value,
  );
}

/** The value of a JSON text; undefined where it is none. */
export function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "") as unknown;
  } catch {
    return undefined;
  }
}

/** A name for one request. `randomUUID` is there on HTTPS and on the own machine only. */
export function newKey(): string {
  if ("randomUUID" in crypto) return crypto.randomUUID();
  const bytes = (crypto as Crypto).getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
