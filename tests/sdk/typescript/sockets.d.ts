// What the tests of connections look at of Node, beside node.d.ts.

declare module "node:net" {
  export interface Socket {
    on(event: "data", listener: (chunk: Uint8Array) => void): Socket;
    on(event: "close" | "end", listener: () => void): Socket;
    on(event: "error", listener: (error: Error) => void): Socket;
    write(chunk: Uint8Array): boolean;
    end(): void;
    destroy(): void;
  }
  export interface Server {
    listen(port: number, host: string, done: () => void): void;
    address(): { port: number };
    close(): void;
  }
  export function createServer(handler: (socket: Socket) => void): Server;
  export function connect(port: number, host: string): Socket;
}

declare module "node:test" {
  export const mock: {
    timers: { enable(options: { apis: string[] }): void; tick(ms: number): void; reset(): void };
  };
}
