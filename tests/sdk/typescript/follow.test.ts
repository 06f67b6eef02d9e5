import assert from "node:assert/strict";
import { test } from "node:test";

import {
  APIResponseError,
  AuthenticationError,
  GoneError,
  type OrchestraOptions,
  RunCancelledError,
  RunFailedError,
  type RunStream,
  StreamError,
} from "@ai-orchestra/sdk";

import {
  AT_ONCE,
  completed,
  event,
  hangUp,
  listeners,
  problem,
  type Reply,
  RUN,
  silence,
  started,
  stream,
  Stub,
  timers,
  token,
} from "./stub.js";

const BODY = { message: "Hi" };

/** The offsets of a stream, and what it ended with. */
async function read(run: RunStream): Promise<{ offsets: number[]; error: unknown }> {
  const offsets: number[] = [];
  try {
    for await (const { offset } of run) offsets.push(offset);
  } catch (error) {
    return { offsets, error };
  }
  return { offsets, error: undefined };
}

async function chat(replies: Reply[], options: OrchestraOptions = {}): Promise<{ stub: Stub; run: RunStream }> {
  const stub = await Stub.start(...replies);
  return { stub, run: stub.client(options).chat.stream(BODY) };
}

const whole = [started, token(1), token(2), completed(3)];

test("a stream gives every event once and ends behind run.completed", async () => {
  const { stub, run } = await chat([stream(whole)]);
  assert.equal(run.run_id, undefined);
  assert.deepEqual(await read(run), { offsets: [0, 1, 2, 3], error: undefined });
  assert.equal(run.run_id, RUN);
  assert.equal(run.lastEventId, `${RUN}:3`);
  assert.equal(run.text, " 1 2");
  assert.equal(run.recovered, true);
  assert.equal(run.responseHeaders?.get("Orchestra-Run-Id"), RUN);
  assert.equal(stub.seen.length, 1);
  assert.equal(stub.seen[0]!.headers["accept"], "text/event-stream");
});

test("nothing is sent before the stream is used, and ready() connects", async () => {
  const { stub, run } = await chat([stream(whole)]);
  assert.equal(stub.seen.length, 0);
  await run.ready();
  assert.equal(run.run_id, RUN);
  assert.equal(stub.seen.length, 1);
  assert.equal((await run.result()).offset, 3);
  assert.equal(stub.seen.length, 1);
});

test("behind the event of a failure comes the error, each time that one asks", async () => {
  const error = { code: "upstream_error", detail: "The model broke.", retryable: true, correlation_id: "cor_1" };
  const failed = event(2, "run.failed", { error, usage: null, response: " 1" });
  const { run } = await chat([stream([started, token(1), failed])]);
  const ended = await read(run);
  assert.deepEqual(ended.offsets, [0, 1, 2]);
  assert(ended.error instanceof RunFailedError);
  assert.equal(ended.error.code, "upstream_error");
  assert.equal(ended.error.detail, "The model broke.");
  assert.equal(ended.error.retryable, true);
  assert.equal(ended.error.correlation_id, "cor_1");
  assert.equal(ended.error.response, " 1");
  assert.equal(ended.error.usage, null);
  assert.equal(ended.error.run_id, RUN);
  assert.equal(ended.error.event.offset, 2);
  await assert.rejects(run.result(), RunFailedError);
});

test("a cancelled run ends with an error too", async () => {
  const cancelled = event(2, "run.cancelled", { reason: "requested", usage: { total_tokens: 1 }, response: " 1" });
  const { run } = await chat([stream([started, token(1), cancelled])]);
  const pieces: string[] = [];
  await assert.rejects(async () => {
    for await (const piece of run.textDeltas()) pieces.push(piece);
  }, RunCancelledError);
  assert.deepEqual(pieces, [" 1"]);
  const { error } = await read(run);
  assert(error instanceof RunCancelledError);
  assert.equal(error.reason, "requested");
  assert.equal(error.response, " 1");
});

for (const then of ["end", "lost"] as const) {
  test(`a stream whose connection is at its ${then} before the run is resumed behind the last event`, async () => {
    const { stub, run } = await chat([
      stream([started, token(1)], then, { "X-Answer": "first" }),
      stream([token(2), completed(3)], "end", { "X-Answer": "second" }),
    ]);
    assert.deepEqual(await read(run), { offsets: [0, 1, 2, 3], error: undefined });
    assert.equal(run.text, " 1 2");
    assert.equal(run.responseHeaders?.get("X-Answer"), "first");
    assert.deepEqual(
      stub.seen.map(({ method, url, headers }) => [method, url, headers["last-event-id"]]),
      [
        ["POST", "/v2/chat/stream", undefined],
        ["GET", `/v2/runs/${RUN}/events`, `${RUN}:1`],
      ],
    );
    assert.equal(stub.seen[1]!.headers["idempotency-key"], undefined);
  });
}

test("silence is a lost connection", async () => {
  const replies = [stream([started, token(1)], "silent"), stream([token(2), completed(3)])];
  const { run } = await chat(replies, { timeout: 300 });
  assert.deepEqual(await read(run), { offsets: [0, 1, 2, 3], error: undefined });
});

test("an event that is missing is fetched, one that comes again is dropped", async () => {
  const { stub, run } = await chat([
    stream([started, token(2), completed(3)], "silent"),
    stream([started, token(1), token(1), token(2), completed(3)]),
  ]);
  assert.deepEqual(await read(run), { offsets: [0, 1, 2, 3], error: undefined });
  assert.equal(stub.seen[1]!.headers["last-event-id"], `${RUN}:0`);
});

test("a run that is named before its first event is not begun again", async () => {
  const { stub, run } = await chat([stream([], "lost"), stream(whole)]);
  assert.deepEqual((await read(run)).offsets, [0, 1, 2, 3]);
  assert.deepEqual(stub.seen.map(({ url }) => url), ["/v2/chat/stream", `/v2/runs/${RUN}/events`]);
  assert.equal(stub.seen[1]!.headers["last-event-id"], undefined);
});

test("as long as nothing is known of the run it is asked for again with the same key", async () => {
  const { stub, run } = await chat([hangUp, problem(503, "overloaded", {}, AT_ONCE), stream(whole)]);
  assert.deepEqual((await read(run)).offsets, [0, 1, 2, 3]);
  const keys = stub.seen.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert(keys[0]);
});

test("a new event gives all tries back, and without one they are used up", async () => {
  const { stub, run } = await chat(
    [
      stream([started], "lost"),
      stream([token(1)], "lost"),
      stream([token(2)], "lost"),
      stream([token(3)], "lost"),
      stream([token(3)], "lost"),
    ],
    { maxRetries: 1 },
  );
  const { offsets, error } = await read(run);
  assert.deepEqual(offsets, [0, 1, 2, 3]);
  assert(error instanceof StreamError, `${error}`);
  assert.equal(stub.seen.length, 5);
  await assert.rejects(run.result(), (again: unknown) => again === error);
});

test("a stream that may not be resumed says that its end is missing", async () => {
  const { stub, run } = await chat([stream([started, token(1)])], { maxRetries: 0 });
  const { offsets, error } = await read(run);
  assert.deepEqual(offsets, [0, 1]);
  assert(error instanceof StreamError);
  assert.match(error.message, /run_1 was lost behind run_1:1/);
  assert.equal(stub.seen.length, 1);
});

test("a resume that is refused for now is tried again, one that is refused for good is told", async () => {
  const { run } = await chat([
    stream([started], "lost"),
    problem(429, "rate_limited", {}, AT_ONCE),
    stream([token(1), completed(2)]),
  ]);
  assert.deepEqual((await read(run)).offsets, [0, 1, 2]);
  const gone = await chat([stream([started], "lost"), problem(410, "run_log_expired", { run_id: RUN })]);
  const { offsets, error } = await read(gone.run);
  assert.deepEqual(offsets, [0]);
  assert(error instanceof GoneError);
  assert.equal(error.run_id, RUN);
});

test("nothing more on a resume, and no end seen, is an error", async () => {
  const { run } = await chat([stream([started], "lost"), (response) => response.writeHead(204).end()]);
  assert((await read(run)).error instanceof StreamError);
});

test("a trimmed log is gone on with and told", async () => {
  const { run } = await chat([
    stream([started, token(1)], "lost"),
    stream([token(7), completed(8)], "end", { "Orchestra-Recovered": "false" }),
  ]);
  assert.deepEqual(await read(run), { offsets: [0, 1, 7, 8], error: undefined });
  assert.equal(run.recovered, false);
});

for (const [name, text] of [
  ["no JSON", "data: {\n\n"],
  ["without a place", `data: {"type":"token","run_id":"${RUN}","text":"x"}\n\n`],
  ["another run's", 'data: {"type":"token","run_id":"run_2","offset":1,"text":"x"}\n\n'],
]) {
  test(`an event that is ${name} ends the stream at once`, async () => {
    const { stub, run } = await chat([stream([started, text!, completed(2)], "silent")]);
    const { offsets, error } = await read(run);
    assert.deepEqual(offsets, [0]);
    assert(error instanceof StreamError, `${error}`);
    assert.equal(stub.seen.length, 1);
  });
}

test("an answer that is no stream is an APIResponseError", async () => {
  const { run } = await chat([(response) => response.writeHead(200, { "Content-Type": "text/html" }).end("<html>")]);
  await assert.rejects(run.ready(), APIResponseError);
  await assert.rejects(run.result(), APIResponseError);
});

test("a refusal is the typed error", async () => {
  const { run } = await chat([problem(401, "unauthenticated")]);
  await assert.rejects(run.result(), AuthenticationError);
});

/** A stub whose streams stay open, and a promise that comes true when the client has left. */
async function open(): Promise<{ stub: Stub; left: Promise<void> }> {
  let leave = (): void => {};
  const left = new Promise<void>((resolve) => (leave = resolve));
  const stub = await Stub.start((response, request) => {
    response.on("close", leave);
    stream([started, token(1), token(2)], "silent")(response, request);
  });
  return { stub, left };
}

test("leaving the loop closes the connection, and reading on is an error", async () => {
  const { stub, left } = await open();
  const run = stub.client().chat.stream(BODY);
  for await (const { offset } of run) if (offset === 1) break;
  await left;
  await assert.rejects(run.result(), StreamError);
});

test("close() frees the connection and ends a read that waits", async () => {
  const { stub, left } = await open();
  const run = await stub.client().chat.stream(BODY).ready();
  const reading = read(run);
  // Three events are there; the fourth read waits.
  while (run.lastEventId !== `${RUN}:2`) await new Promise((resolve) => setImmediate(resolve));
  await run.close();
  await run.close();
  const { offsets, error } = await reading;
  assert.deepEqual(offsets, [0, 1, 2]);
  assert(error instanceof StreamError, `${error}`);
  await left;
});

test("close() before the first use sends nothing ever", async () => {
  const { stub, run } = await chat([stream(whole)]);
  await run[Symbol.asyncDispose]();
  await assert.rejects(run.ready(), StreamError);
  await assert.rejects(run.result(), StreamError);
  assert.equal(stub.seen.length, 0);
});

test("an aborted signal ends the stream with its reason and closes the connection", async () => {
  const { stub, left } = await open();
  const ending = new AbortController();
  const reason = new Error("enough");
  const run = stub.client().chat.stream(BODY, { signal: ending.signal });
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const { offset } of run) {
      seen.push(offset);
      if (offset === 1) ending.abort(reason);
    }
  }, (error: unknown) => error === reason);
  assert.deepEqual(seen, [0, 1]);
  await left;
  assert.equal(stub.seen.length, 1);
});

test("a stream that was read to its end leaves no listener on the caller's signal and no timer behind", async () => {
  const stub = await Stub.start(stream([started], "lost"), stream([token(1), completed(2)]));
  const { signal } = new AbortController();
  const listening = listeners(signal);
  const atFirst = timers();
  const run = await stub.client().chat.stream(BODY, { signal }).ready();
  assert.equal(listening(), 1);
  await run.result();
  assert.equal(listening(), 0);
  assert(timers() <= atFirst);
});

test("a signal that is aborted already lets nothing be sent", async () => {
  const stub = await Stub.start(stream(whole));
  const reason = new Error("enough");
  const run = stub.client().chat.stream(BODY, { signal: AbortSignal.abort(reason) });
  await assert.rejects(run.result(), (error: unknown) => error === reason);
  assert.equal(stub.seen.length, 0);
});

test("who does not wait for ready() shares its connection", async () => {
  const { stub, run } = await chat([stream(whole)]);
  const ready = run.ready();
  await run.result();
  await ready;
  assert.equal(stub.seen.length, 1);
});

test("two cannot read one stream at once", async () => {
  const stub = await Stub.start(silence);
  const run = stub.client().chat.stream(BODY);
  const first = read(run);
  await assert.rejects(run.result(), StreamError);
  await run.close();
  assert((await first).error instanceof StreamError);
});

test("cancelling names the run, connects where it must, and takes no key", async () => {
  const stub = await Stub.start(stream([started], "silent"), (response) =>
    response.writeHead(200, { "Content-Type": "application/json" }).end("{}"),
  );
  const run = stub.client().chat.stream(BODY, { idempotencyKey: "mine" });
  await assert.rejects(run.cancel(), APIResponseError);
  assert.deepEqual(stub.seen.map(({ method, url, headers }) => [method, url, headers["idempotency-key"]]), [
    ["POST", "/v2/chat/stream", "mine"],
    ["POST", `/v2/runs/${RUN}/cancel`, undefined],
  ]);
  await run.close();
});

test("a run is followed behind an offset", async () => {
  const stub = await Stub.start(stream([token(2), completed(3)]));
  const run = stub.client().runs.events(RUN, { after: 1 });
  assert.equal(run.run_id, RUN);
  assert.deepEqual((await read(run)).offsets, [2, 3]);
  assert.equal(stub.seen[0]!.headers["last-event-id"], `${RUN}:1`);
});
