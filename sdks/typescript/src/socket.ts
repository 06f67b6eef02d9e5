/** One WebSocket to the service, opened with whatever the platform has. */

import { APIConnectionError, AuthenticationError, OrchestraError } from "./errors.js";
import { listModels } from "./generated/v2.js";
import { redact } from "./log.js";
import { process, type WebSocketConstructor } from "./options.js";
import type { Transport } from "./transport.js";
import type { Scope } from "./wait.js";

/** How a socket was closed. */
export interface Close {
  code: number;
  reason: string;
}

/** Who hears what a socket says. */
export interface Listener {
  /** It is open: the first that is heard of it. */
  opened(socket: Socket): void;
  /** A text frame came. */
  message(text: string): void;
  /** It is closed: the last that is heard of it, and only where it was open. */
  closed(how: Close): void;
}

/** Where a socket goes, and as whom. */
export interface Destination {
  /** Behind the base URL; begins with a slash. */
  path: string;
  protocols: string[];
  /** Whether something else than the key is the way in. */
  ticket: boolean;
}

/** What the `ws` package's sockets have more: they know why a handshake was refused. */
interface Emitter {
  on?(event: "unexpected-response", act: (request: unknown, response: Refusal) => void): void;
  terminate?(): void;
}

interface Refusal {
  statusCode: number;
  headers: Record<string, string>;
  setEncoding(encoding: string): void;
  on(event: "data" | "end", act: (chunk: string) => void): void;
}

type Make = (url: string, protocols: string[], headers: Record<string, string>) => WebSocket & Emitter;

// How long the service has to say that it has closed too, in milliseconds.
const FAREWELL = 2000;
// So much of a refusal is read, in characters.
const LONGEST_REFUSAL = 65_536;

/** A socket that was opened. */
export class Socket {
  readonly #socket: WebSocket & Emitter;

  private constructor(socket: WebSocket & Emitter) {
    this.#socket = socket;
  }

  /**
   * Open one. `scope` guards it until it is open.
   *
   * Throws APIConnectionError, what `scope` is aborted with, APIStatusError where the service refuses and the platform
   * lets see why, and OrchestraError where the platform has nothing to open a socket with.
   */
  static async open(transport: Transport, to: Destination, scope: Scope, listener: Listener): Promise<void> {
    const { settings, log } = transport;
    const url = settings.baseUrl.replace(/^http/, "ws") + to.path;
    const headers = to.ticket
      ? { ...settings.defaultHeaders }
      : Object.fromEntries(transport.prepare(listModels, {}).headers);
    const make = await maker(settings.webSocket, to.ticket || settings.apiKey === null);
    scope.signal.throwIfAborted();
    log.write("debug", `WebSocket ${url}`);
    const socket = make(url, to.protocols, headers);
    await new Promise<void>((resolve, reject) => {
      const { signal } = scope;
      let why = "";
      let open = false;
      // An error without a listener would end a program of Node's; what there is to know comes with the close.
      socket.addEventListener("error", (event) => {
        why ||= (event as { message?: string }).message ?? "";
      });
      const refuse = (error: unknown) => {
        signal.removeEventListener("abort", abort);
        reject(error);
        if (socket.terminate) socket.terminate();
        else socket.close();
      };
      const abort = () => refuse(signal.reason);
      signal.addEventListener("abort", abort);
      socket.addEventListener("open", () => {
        open = true;
        signal.removeEventListener("abort", abort);
        // Before its first frame, which may come at once.
        listener.opened(new Socket(socket));
        resolve();
      });
      socket.addEventListener("message", ({ data }) => listener.message(String(data)));
      socket.addEventListener("close", ({ code, reason }) => {
        if (open) return listener.closed({ code, reason });
        const error = new APIConnectionError(`There is no WebSocket at ${redact(url)}: ${why || `it was closed with ${code}`}`);
        if (to.ticket || socket.on) refuse(error);
        else ask(transport, scope).then((refusal) => refuse(refusal ?? error));
      });
      socket.on?.("unexpected-response", (_, response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => (text += text.length < LONGEST_REFUSAL ? chunk : ""));
        response.on("end", () => {
          const { statusCode: status } = response;
          refuse(transport.refusal(new Response(null, { status, headers: response.headers }), text));
        });
      });
    });
  }

  /** Send a text frame; nothing is sent any more where it is closing. */
  send(text: string): void {
    if (this.#socket.readyState === 1) this.#socket.send(text);
  }

  /** Close it; returns when it is closed, after two seconds in any case. */
  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState === 3) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        socket.terminate?.();
        resolve();
      }, FAREWELL);
      socket.addEventListener("close", done, { once: true });
      socket.close(1000);
    });
  }
}

/** What makes a socket. Throws OrchestraError. */
async function maker(given: WebSocketConstructor | undefined, keyless: boolean): Promise<Make> {
  const own = (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (given && given !== own) return likeWs(given);
  if (!own) return likeWs(await importWs());
  // Node's own, and those that follow it, take headers; a page's does not.
  if (process?.versions?.node) return (url, protocols, headers) => construct(own, url, { protocols, headers });
  if (keyless) return (url, protocols) => construct(own, url, protocols);
  throw new OrchestraError(
    "A page cannot send a key with a WebSocket: give `apiKey: null` to the client and `ticket` to `connect`.",
  );
}

function likeWs(constructor: WebSocketConstructor): Make {
  return (url, protocols, headers) => construct(constructor, url, protocols, { headers });
}

function construct(constructor: WebSocketConstructor, ...args: [string, ...unknown[]]): WebSocket & Emitter {
  return new (constructor as new (...args: unknown[]) => WebSocket)(...args);
}

async function importWs(): Promise<WebSocketConstructor> {
  try {
    return ((await load("ws")) as { WebSocket: WebSocketConstructor }).WebSocket;
  } catch (cause) {
    throw new OrchestraError(
      "This platform has no WebSocket of its own: use Node 22 or newer, or `npm install ws`, or give `webSocket`.",
      { cause },
    );
  }
}

/** A package that may be missing. Its name comes from outside, so that no bundler looks for it. */
function load(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

/** Node's own socket does not say why it was refused. With a key that is not taken, nothing is. */
async function ask(transport: Transport, scope: Scope): Promise<AuthenticationError | undefined> {
  try {
    const response = await transport.attempt(transport.prepare(listModels, {}), scope);
    await response.body?.cancel();
  } catch (error) {
    if (error instanceof AuthenticationError) return error;
  }
  return undefined;
}
