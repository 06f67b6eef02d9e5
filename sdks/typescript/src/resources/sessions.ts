import { call, list } from "../call.js";
import {
  createSession,
  deleteSession,
  getSession,
  listMessages,
  listSessionRuns,
  listSessions,
  updateSession,
} from "../generated/v2.js";
import type {
  CreateSessionRequest,
  Message,
  Operations,
  Run,
  Session,
  UpdateSessionRequest,
} from "../generated/v2.js";
import type { RequestOptions } from "../options.js";
import type { PagePromise } from "../pages.js";
import type { APIPromise } from "../promise.js";
import type { Transport } from "../transport.js";

/** Conversations. All of it throws APIError and its subclasses. */
export class Sessions {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Make a session. */
  create(request: CreateSessionRequest = {}, options?: RequestOptions): APIPromise<Session> {
    return call(this.#transport, createSession, { body: request }, options);
  }

  /** Look up a session. */
  get(session_id: string, options?: RequestOptions): APIPromise<Session> {
    return call(this.#transport, getSession, { path: { session_id } }, options);
  }

  /** Change a session: what is left out stays, a title of null is taken away, `metadata` and `settings` are replaced. */
  update(session_id: string, request: UpdateSessionRequest, options?: RequestOptions): APIPromise<Session> {
    return call(this.#transport, updateSession, { path: { session_id }, body: request }, options);
  }

  /** Delete a session with its messages; its runs are cancelled. */
  delete(session_id: string, options?: RequestOptions): APIPromise<undefined> {
    return call(this.#transport, deleteSession, { path: { session_id } }, options);
  }

  /** The sessions, page by page. */
  list(query: Operations["listSessions"]["query"] = {}, options?: RequestOptions): PagePromise<Session> {
    return list(this.#transport, listSessions, { query }, options);
  }

  /** A session's messages, page by page. */
  messages(
    session_id: string,
    query: Operations["listMessages"]["query"] = {},
    options?: RequestOptions,
  ): PagePromise<Message> {
    return list(this.#transport, listMessages, { path: { session_id }, query }, options);
  }

  /** A session's runs, page by page. */
  runs(
    session_id: string,
    query: Operations["listSessionRuns"]["query"] = {},
    options?: RequestOptions,
  ): PagePromise<Run> {
    return list(this.#transport, listSessionRuns, { path: { session_id }, query }, options);
  }
}
