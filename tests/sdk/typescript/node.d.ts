// The little of Node that the tests look at; the SDK and its tests do without @types/node.

declare module "node:test" {
  type Body = (context: { signal: AbortSignal }) => void | Promise<void>;
  export function test(name: string, body: Body): Promise<void>;
  export function test(name: string, options: { timeout?: number; skip?: boolean | string }, body: Body): Promise<void>;
  export function after(body: () => void | Promise<void>): void;
  export function before(body: () => void | Promise<void>): void;
  export function afterEach(body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  interface Assert {
    (value: unknown, message?: string): asserts value;
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(value: string, pattern: RegExp, message?: string): void;
    doesNotMatch(value: string, pattern: RegExp, message?: string): void;
    throws(body: () => unknown, expected?: unknown): void;
    rejects(body: PromiseLike<unknown> | (() => PromiseLike<unknown>), expected?: unknown): Promise<void>;
    fail(message?: string): never;
  }
  const assert: Assert;
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(path: string | URL): Uint8Array;
  export function readFileSync(path: string | URL, encoding: "utf8"): string;
  export function readdirSync(path: string | URL): string[];
}

declare module "node:util" {
  export function inspect(value: unknown, options: { depth: number; showHidden?: boolean }): string;
}

declare module "node:http" {
  export interface IncomingMessage extends AsyncIterable<Uint8Array> {
    method: string;
    url: string;
    headers: Record<string, string | undefined>;
    socket: { destroy(): void };
  }
  export interface ServerResponse {
    writeHead(status: number, headers?: Record<string, string>): ServerResponse;
    write(chunk: string | Uint8Array, done?: () => void): boolean;
    end(chunk?: string | Uint8Array): void;
    on(event: "close", listener: () => void): void;
    destroy(): void;
    flushHeaders(): void;
  }
  export interface Server {
    listen(port: number, host: string, done: () => void): void;
    address(): { port: number };
    close(done?: () => void): void;
    closeAllConnections(): void;
  }
  export function createServer(handler: (request: IncomingMessage, response: ServerResponse) => void): Server;
}

declare const process: {
  argv: string[];
  exitCode: number | undefined;
  env: Record<string, string | undefined>;
  versions: { node: string };
  platform: string;
  stdout: { write(text: string): boolean };
  getActiveResourcesInfo(): string[];
  cpuUsage(since?: { user: number; system: number }): { user: number; system: number };
};

declare function setImmediate(body: (value: unknown) => void): void;
