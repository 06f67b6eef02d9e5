/** Calls of the operations that are generated from the specification, with their types. */

import type { Operation, Operations } from "./generated/v2.js";
import type { RequestOptions } from "./options.js";
import { type ListOf, PagePromise } from "./pages.js";
import { APIPromise } from "./promise.js";
import type { Transport } from "./transport.js";

/** An operation of the contract. */
export type Known = Operation & { readonly id: keyof Operations };

/** The names in a path, such as `run_id` in `/v2/runs/{run_id}`. */
export type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

/** What an operation is asked with. */
export interface TypedArgs<O extends Known> {
  path?: Readonly<Record<PathNames<O["path"]>, string>>;
  query?: Operations[O["id"]]["query"];
  body?: Operations[O["id"]]["body"];
}

/** Call an operation. Throws APIError and its subclasses. */
export function call<O extends Known>(
  transport: Transport,
  operation: O,
  args: TypedArgs<O>,
  options?: RequestOptions,
): APIPromise<Operations[O["id"]]["answer"]> {
  return new APIPromise(transport.request(operation, args, options));
}

/** The names of the operations that answer with a page. */
type ListIds = {
  [Id in keyof Operations]: Operations[Id]["answer"] extends ListOf<unknown> ? Id : never;
}[keyof Operations];

/** Call an operation that answers with a page. Throws APIError and its subclasses. */
export function list<O extends Known & { readonly id: ListIds }>(
  transport: Transport,
  operation: O,
  args: TypedArgs<O>,
  options?: RequestOptions,
): PagePromise<Operations[O["id"]]["answer"]["data"][number]> {
  return new PagePromise(transport.request(operation, args, options), (after) =>
    list(transport, operation, { ...args, query: { ...(args.query as object), after } as never }, options),
  );
}
