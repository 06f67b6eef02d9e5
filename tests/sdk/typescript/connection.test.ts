import assert from "node:assert/strict";
import { mock, test } from "node:test";

import {
  APIConnectionError,
  APITimeoutError,
  AuthenticationError,
  ConflictError,
  type ConnectOptions,
  ConnectionClosedError,
  NotFoundError,
  Orchestra,
  OrchestraError,
  type OrchestraOptions,
  RunCancelledError,
  type RunEvent,
  RunFailedError,
  type RunStream,
  StreamError,
  UnprocessableEntityError,
  type WebSocketConstructor,
} from "@ai-orchestra/sdk";

import { Line } from "./line.js";

const BASE = process.env["ORCHESTRA_BASE_URL"]!;
const ORIGIN = "https://app.example.com";

// Where the test is told to: the `ws` package in place of the platform's own.
const name = process.env["WEB_SOCKET"];
const webSocket = name ? ((await import(name)) as { WebSocket: WebSocketConstructor }).WebSocket : undefined;

function client(options: OrchestraOptions = {}): Orchestra {
  return new Orchestra({ webSocket, ...options });
}

async function connect(options: OrchestraOptions = {}, connecting: ConnectOptions = {}) {
  return client(options).connect(connecting);
}

/** All events of a run. */
async function all(stream: RunStream): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

/** Every event once and in order from `first` on, and the tokens are the answer. */
function assertWhole(events: readonly RunEvent[], first = 0): void {
  assert.deepEqual(events.map(({ offset }) => offset), events.map((_, index) => first + index));
  const last = events.at(-1);
  assert(last?.type === "run.completed");
  const text = events.map((event) => (event.type === "token" ? event.text : "")).join("");
  if (first === 0) assert.equal(text, last.response);
}

test("several runs at once over one connection come whole, each to its own reader", async () => {
  await using connection = await connect();
  assert.match(connection.connection_id ?? "", /^con_/);
  assert.equal(connection.limits?.max_runs, 8);
  const asked = Array.from({ length: 8 }, (_, index) => `[[tokens ${5 + index}]] [[delay 0.005]]`);
  const runs = await Promise.all(asked.map((message) => all(connection.chat({ message }))));
  for (const events of runs) assertWhole(events);
  assert.deepEqual(
    runs.map((events) => events.filter(({ type }) => type === "token").length),
    asked.map((_, index) => 5 + index),
  );
});

test("a connection that is cut again and again gives every run whole", async () => {
  const line = await Line.to(BASE, 1500, 100, 3000, 700, 6000, 2500);
  await using connection = await connect({ baseUrl: line.url, maxRetries: 3 });
  const asked = ["[[tokens 200]]", "[[tokens 60]] [[delay 0.01]]", "[[text The quick brown fox 🦊 jumps]]"];
  const streams = asked.map((message) => connection.chat({ message }));
  for (const events of await Promise.all(streams.map(all))) assertWhole(events);
  assert(line.connections >= 6, `${line.connections} connections`);
  for (const stream of streams) assert.equal(stream.recovered, true);
});

test("a chat whose answer was lost is the same run when it is sent again", async () => {
  const line = await Line.to(BASE);
  await using connection = await connect({ baseUrl: line.url });
  const session_id = `lost-${Date.now()}`;
  line.frozen = true;
  const stream = connection.chat({ message: "Hi", session_id });
  line.cut();
  line.frozen = false;
  assertWhole(await all(stream));
  const { data } = await client().sessions.runs(session_id);
  assert.equal(data.length, 1);
});

test("a reader who does not read holds nobody up, and misses nothing", async () => {
  await using connection = await connect();
  const slow = connection.chat({ message: "[[tokens 3000]]" });
  const iterator = slow[Symbol.asyncIterator]();
  const first = await iterator.next();
  const events = [first.value as RunEvent];
  // Its buffer is full, and it is left: the service says so.
  while ((await connection.status()).runs.length > 0);
  assertWhole(await all(connection.chat({ message: "[[tokens 50]]" })));
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) events.push(next.value);
  assertWhole(events);
  assert(events.length > 3000);
});

test("a run is resumed behind an offset, and one that has ended there is not waited for", async () => {
  await using connection = await connect();
  const events = await all(connection.chat({ message: "[[tokens 10]]" }));
  const { run_id } = events[0]!;
  assertWhole(await all(connection.resume(run_id)));
  assertWhole(await all(connection.resume(run_id, { after: 3 })), 4);
  await assert.rejects(all(connection.resume(run_id, { after: events.length - 1 })), StreamError);
});

test("cancel ends the run, and its stream says so behind the event", async () => {
  await using connection = await connect();
  const stream = connection.chat({ message: "[[hang after=2]]" });
  const types: string[] = [];
  const read = async () => {
    for await (const event of stream) types.push(event.type);
  };
  const told = assert.rejects(read, (error: unknown) => error instanceof RunCancelledError && error.reason === "requested");
  const run = await stream.cancel();
  assert.equal(run?.status, "cancelled");
  await told;
  assert.equal(types.at(-1), "run.cancelled");
  const done = connection.chat({ message: "Hi" });
  await done.result();
  await assert.rejects(done.cancel(), ConflictError);
});

test("who leaves a run early follows it no more, and it goes on", async () => {
  await using connection = await connect();
  const stream = connection.chat({ message: "[[hang after=1]]", on_disconnect: "continue" });
  for await (const event of stream) if (event.type === "token") break;
  assert.deepEqual((await connection.status()).runs, []);
  const run = await client().runs.get(stream.run_id!);
  assert.equal(run.status, "running");
  await client().runs.cancel(run.run_id);
});

test("an aborted signal ends its stream only", async () => {
  await using connection = await connect();
  const stop = new AbortController();
  const stream = connection.chat({ message: "[[hang after=1]]" }, { signal: stop.signal });
  await assert.rejects(
    async () => {
      for await (const event of stream) if (event.type === "token") stop.abort(new Error("enough"));
    },
    { message: "enough" },
  );
  assert.deepEqual((await connection.status()).runs, []);
  await client().runs.cancel(stream.run_id!);
  assert.throws(() => connection.chat({ message: "Hi" }, { signal: stop.signal }), { message: "enough" });
});

test("commands, status and pings are answered", async () => {
  await using connection = await connect({}, { session_id: `talk-${Date.now()}` });
  const help = await connection.command("help");
  assert.equal(help.command, "help");
  assert(help.output.includes("stop"));
  await connection.ping();
  const stream = connection.chat({ message: "[[hang after=1]]" });
  await stream.ready();
  const { runs, connection_id } = await connection.status();
  assert.deepEqual(runs.map(({ run_id }) => run_id), [stream.run_id]);
  assert.equal(connection_id, connection.connection_id);
  const stopped = await connection.command("stop");
  assert.deepEqual(stopped.data["runs"], [stream.run_id]);
  await assert.rejects(stream.result(), RunCancelledError);
});

test("a refusal is thrown by what it answers, with its type, and the connection goes on", async () => {
  await using connection = await connect();
  await assert.rejects(connection.chat({ message: "Hi", session_id: "ses_unknown" }).result(), NotFoundError);
  await assert.rejects(connection.chat({ message: "   " }).ready(), (error: unknown) => {
    return error instanceof UnprocessableEntityError && error.errors[0]?.pointer === "/message";
  });
  await assert.rejects(connection.resume("run_unknown").result(), NotFoundError);
  await assert.rejects(connection.command("sing"), UnprocessableEntityError);
  await assert.rejects(connection.chat({ message: "[[fail after=2]]" }).result(), RunFailedError);
  assert.throws(() => connection.chat({ message: "🦊".repeat(100_000) }), OrchestraError);
  assertWhole(await all(connection.chat({ message: "Hi" })));
});

test("a key that is not known is no connection, and nor is a service that is not there", async () => {
  await assert.rejects(connect({ apiKey: "ork_unknown" }), (error: unknown) => {
    return error instanceof AuthenticationError && error.code === "unauthenticated";
  });
  const line = await Line.to(BASE);
  line.stop();
  await assert.rejects(connect({ baseUrl: line.url, maxRetries: 0 }), APIConnectionError);
  const stop = AbortSignal.abort(new Error("enough"));
  await assert.rejects(connect({}, { signal: stop }), { message: "enough" });
});

test("who does not want to wait for a connection any longer need not", async () => {
  const line = await Line.to(BASE);
  line.frozen = true;
  const stop = new AbortController();
  const connecting = connect({ baseUrl: line.url }, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(connecting, { message: "enough" });
  await assert.rejects(connect({ baseUrl: line.url, maxRetries: 0 }, { timeout: 50 }), APITimeoutError);
});

test("an answer that does not come in time is not waited for", async () => {
  const line = await Line.to(BASE);
  await using connection = await connect({ baseUrl: line.url }, { timeout: 2000 });
  line.frozen = true;
  await assert.rejects(connection.ping({ timeout: 20 }), APITimeoutError);
  await assert.rejects(connection.chat({ message: "Hi" }, { timeout: 20 }).ready(), APITimeoutError);
  line.cut();
});

test("a page comes in with tickets, a new one for each socket", async () => {
  const line = await Line.to(BASE);
  const tickets: string[] = [];
  const ticket = async () => {
    const given = await client().wsTickets.create({ origin: ORIGIN });
    tickets.push(given.ticket);
    return given.ticket;
  };
  const page = { apiKey: null, baseUrl: line.url, defaultHeaders: { Origin: ORIGIN } };
  await using connection = await connect(page, { ticket });
  assertWhole(await all(connection.chat({ message: "Hi" })));
  const stream = connection.chat({ message: "[[tokens 40]] [[delay 0.01]]" });
  const events: RunEvent[] = [];
  for await (const event of stream) {
    if (event.offset === 5) line.cut();
    events.push(event);
  }
  assertWhole(events);
  assert.equal(new Set(tickets).size, 2);
  await assert.rejects(connect(page, { ticket: async () => tickets[0]! }), (error: unknown) => {
    return error instanceof ConnectionClosedError && error.code === 4401 && !error.reconnect;
  });
  const noTicket = new RangeError("the backend is down");
  await assert.rejects(connect({ ...page, maxRetries: 0 }, { ticket: () => Promise.reject(noTicket) }), noTicket);
});

test("a closed connection tells everybody, now and later", async () => {
  const connection = await connect();
  const stream = connection.chat({ message: "[[hang after=1]]" });
  await stream.ready();
  const reading = all(stream);
  const told = assert.rejects(reading, ConnectionClosedError);
  await connection.close();
  await told;
  await connection.close();
  assert.throws(() => connection.chat({ message: "Hi" }), ConnectionClosedError);
  await assert.rejects(connection.ping(), ConnectionClosedError);
  await client().runs.cancel(stream.run_id!);
});

test("a line that stays broken ends the connection, and says why", async () => {
  const line = await Line.to(BASE);
  const connection = await connect({ baseUrl: line.url, maxRetries: 0 });
  const stream = connection.chat({ message: "[[hang after=1]]" });
  await stream.ready();
  line.stop();
  await assert.rejects(stream.result(), APIConnectionError);
  await client().runs.cancel(stream.run_id!);
});

/** A socket to nowhere: it opens, says welcome, and keeps what is sent. */
class Quiet extends EventTarget {
  static made: Quiet[] = [];
  readonly sent: { type: string }[] = [];
  readyState = 1;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    readonly options: { headers: Record<string, string> },
  ) {
    super();
    Quiet.made.push(this);
    queueMicrotask(() => {
      this.dispatchEvent(new Event("open"));
      const limits = { max_runs: 8, max_frame_bytes: 262_144, idle_timeout: 300, ping_interval: 15 };
      this.say({ type: "welcome", connection_id: `con_${Quiet.made.length}`, limits });
    });
  }

  say(frame: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }

  close(): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code: 1000, reason: "" }));
  }
}

test("a quiet connection is kept with pings, and one that is lost without a word is made again", async () => {
  mock.timers.enable({ apis: ["setInterval", "Date"] });
  try {
    const webSocket = Quiet as unknown as WebSocketConstructor;
    const apiKey = "ork_quiet-0123456789";
    const connection = await new Orchestra({ apiKey, baseUrl: "https://example.com", webSocket }).connect();
    const [first] = Quiet.made;
    assert(first);
    assert.equal(first.url, "wss://example.com/v2/ws");
    assert.deepEqual(first.protocols, ["orchestra.v2"]);
    assert.equal(first.options.headers["authorization"], `Bearer ${apiKey}`);
    assert.match(first.options.headers["user-agent"] ?? "", /^ai-orchestra-sdk\/.* node\//);
    for (let seconds = 0; seconds < 330; seconds += 15) {
      mock.timers.tick(15_000);
      first.say({ type: "ping" });
    }
    assert.deepEqual(first.sent, [{ type: "ping" }, { type: "ping" }, { type: "ping" }]);
    assert.equal(Quiet.made.length, 1);

    const stream = connection.chat({ message: "Hi" });
    for (let seconds = 0; seconds < 75; seconds += 15) mock.timers.tick(15_000);
    while (Quiet.made.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    const second = Quiet.made[1]!;
    while (second.sent.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(first.readyState, 3);
    assert.equal(connection.connection_id, "con_2");
    const keys = [first, second].map(({ sent }) => (sent.at(-1) as { idempotency_key?: string }).idempotency_key);
    assert.equal(keys[0], keys[1]);
    // What an old socket still says is not heard.
    first.say({ type: "error", id: (second.sent[0] as { id?: string }).id, problem: { status: 404 } });
    await connection.close();
    await assert.rejects(stream.ready(), ConnectionClosedError);
  } finally {
    mock.timers.reset();
  }
});

test("no key and no ticket is seen in the log", async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const logger = { debug: write, info: write, warn: write, error: write };
  await using connection = await connect({ logger, logLevel: "debug" });
  await connection.ping();
  const { ticket } = await client().wsTickets.create({ origin: ORIGIN });
  const page = { apiKey: null, defaultHeaders: { Origin: ORIGIN }, logger, logLevel: "debug" } as const;
  await using other = await connect(page, { ticket: async () => ticket });
  await other.ping();
  assert(lines.length > 1);
  const all = lines.join("\n");
  assert(!all.includes(ticket) && !all.includes(process.env["ORCHESTRA_API_KEY"]!), all);
});
