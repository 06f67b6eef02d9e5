/** The sockets under a connection of the SDK: seen from below, and cut on order. */

import type { WebSocketConstructor } from "../../sdks/typescript/src/index.js";

/** What can be heard on a line. */
export interface LineHearer {
  /** The socket is gone; `cut` where that was an order. */
  lost(cut: boolean): void;
  /** A frame came. */
  frame(frame: { type?: unknown; from?: unknown; recovered?: unknown }): void;
}

/** Opens the sockets of one connection. */
export class Line {
  /** What the SDK is to open sockets with. */
  readonly webSocket: WebSocketConstructor;
  /** How many sockets were opened so far. */
  sockets = 0;
  hearer: LineHearer | undefined;
  #socket: WebSocket | undefined;
  #cut = false;

  constructor() {
    const took = (socket: WebSocket) => this.#take(socket);
    this.webSocket = class extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        took(this);
      }
    };
  }

  /** Drop the socket behind the SDK's back: it sees a connection that ended without a goodbye. */
  cut(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#cut = true;
    this.#socket.close();
  }

  #take(socket: WebSocket): void {
    this.#socket = socket;
    let open = false;
    socket.addEventListener("open", () => {
      open = true;
      this.sockets++;
    });
    socket.addEventListener("message", ({ data }) => this.#hear(String(data)));
    socket.addEventListener("close", () => {
      const cut = this.#cut;
      this.#cut = false;
      // One that never opened is a try that came to nothing, no loss.
      if (open) this.hearer?.lost(cut);
    });
  }

  #hear(text: string): void {
    if (!this.hearer) return;
    try {
      this.hearer.frame(JSON.parse(text) as object);
    } catch {
      // What is no frame, the SDK complains of.
    }
  }
}
