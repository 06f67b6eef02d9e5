// A line to the service that breaks when a test says so.

import { connect, createServer, type Server, type Socket } from "node:net";
import { after } from "node:test";

/** Carries connections to the service; `cuts` says after how many bytes from there each is lost, those after them live. */
export class Line {
  connections = 0;
  /** Nothing comes through, and nobody is told. */
  frozen = false;
  /** Where a client connects. */
  url = "";
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number, cuts: number[]) {
    this.#server = createServer((client) => this.#carry(client, connect(port, "127.0.0.1"), cuts[this.connections++]));
  }

  static async to(base: string, ...cuts: number[]): Promise<Line> {
    const line = new Line(Number(new URL(base).port), cuts);
    await new Promise<void>((done) => line.#server.listen(0, "127.0.0.1", done));
    line.url = `http://127.0.0.1:${line.#server.address().port}`;
    after(() => line.stop());
    return line;
  }

  /** Lose all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  stop(): void {
    this.#server.close();
    this.cut();
  }

  #carry(client: Socket, service: Socket, left: number | undefined): void {
    for (const [from, to] of [[client, service], [service, client]] as const) {
      this.#sockets.add(from);
      from.on("data", (chunk) => {
        if (this.frozen) return;
        to.write(from === service ? chunk.subarray(0, left) : chunk);
        if (from !== service || left === undefined) return;
        left -= chunk.length;
        if (left <= 0) for (const socket of [client, service]) socket.destroy();
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
    }
  }
}
