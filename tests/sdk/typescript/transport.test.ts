import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import {
  APIConnectionError,
  APIResponseError,
  APIStatusError,
  APITimeoutError,
  AuthenticationError,
  BadRequestError,
  ConflictError,
  GoneError,
  InternalServerError,
  NotFoundError,
  Orchestra,
  OrchestraError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
  VERSION,
} from "@ai-orchestra/sdk";

import { AT_ONCE, hangUp, json, KEY, listeners, MODEL_PAGE, problem, SESSION, silence, Stub, timers } from "./stub.js";

/** What a rejected promise was rejected with. */
async function failure<E>(kind: new (...args: never[]) => E, promise: PromiseLike<unknown>): Promise<E> {
  try {
    await promise;
  } catch (error) {
    assert(error instanceof kind, `${error}`);
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("every status has its error, which says all that the problem says", async () => {
  const kinds = [
    [400, BadRequestError],
    [401, AuthenticationError],
    [403, PermissionDeniedError],
    [404, NotFoundError],
    [409, ConflictError],
    [410, GoneError],
    [418, APIStatusError],
    [422, UnprocessableEntityError],
    [429, RateLimitError],
    [500, InternalServerError],
    [503, InternalServerError],
  ] as const;
  for (const [status, kind] of kinds) {
    const errors = [{ in: "body", pointer: "/message", detail: "Too long." }];
    const more = { errors, run_id: "run_1", retry_after: 3, retryable: false };
    const stub = await Stub.start(problem(status, "some_code", more));
    const error = await failure(APIStatusError, stub.client().runs.get("run_1"));
    assert.equal(error.constructor, kind);
    assert.equal(error.name, kind.name);
    assert.equal(error.message, `${status} some_code: No. (correlation id cor_1)`);
    assert.equal(error.status, status);
    assert.equal(error.code, "some_code");
    assert.equal(error.title, "No");
    assert.equal(error.detail, "No.");
    assert.equal(error.retryable, false);
    assert.equal(error.correlation_id, "cor_1");
    assert.equal(error.run_id, "run_1");
    assert.equal(error.retry_after, 3);
    assert.deepEqual(error.errors, errors);
    assert.equal(error.problem?.code, "some_code");
    assert.match(error.headers?.get("Content-Type") ?? "", /json/);
    assert.equal(stub.seen.length, 1, "what cannot be helped is not tried again");
  }
});

test("an answer of somebody in between that is no problem is told by its status and first words", async () => {
  const stub = await Stub.start((response) => response.writeHead(502, AT_ONCE).end("<h1>Bad Gateway</h1>"));
  const error = await failure(InternalServerError, stub.client({ maxRetries: 0 }).models.list());
  assert.equal(error.message, "502: <h1>Bad Gateway</h1>");
  assert.equal(error.code, undefined);
  assert.equal(error.problem, undefined);
  assert.equal(error.retryable, true);
});

for (const status of [408, 409, 429, 500, 502, 503, 504]) {
  test(`${status} without a problem is tried again`, async () => {
    const stub = await Stub.start((response) => response.writeHead(status, AT_ONCE).end(), json(MODEL_PAGE));
    await stub.client().models.list();
    assert.equal(stub.seen.length, 2);
  });
}

test("what the problem says of retrying wins over the status", async () => {
  const never = await Stub.start(problem(503, "maintenance", { retryable: false }, AT_ONCE));
  await failure(InternalServerError, never.client().models.list());
  assert.equal(never.seen.length, 1);
  const again = await Stub.start(problem(400, "odd", { retryable: true }, AT_ONCE), json(MODEL_PAGE));
  await again.client().models.list();
  assert.equal(again.seen.length, 2);
});

test("maxRetries counts the tries behind the first, for a client and for a call", async () => {
  const stub = await Stub.start(problem(503, "overloaded", {}, AT_ONCE));
  await failure(InternalServerError, stub.client().models.list());
  assert.equal(stub.seen.length, 3);
  await failure(InternalServerError, stub.client({ maxRetries: 4 }).models.list());
  assert.equal(stub.seen.length, 3 + 5);
  await failure(InternalServerError, stub.client().models.list({}, { maxRetries: 0 }));
  assert.equal(stub.seen.length, 3 + 5 + 1);
});

test("a broken connection is tried again", async () => {
  const stub = await Stub.start(hangUp, json(MODEL_PAGE));
  await stub.client().models.list();
  assert.equal(stub.seen.length, 2);
});

test("an answer that breaks off in its body is tried again", async () => {
  const half = (response: Parameters<typeof hangUp>[0]): void => {
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "100" });
    response.write('{"data": [', () => response.destroy());
  };
  const stub = await Stub.start(half, json(MODEL_PAGE));
  await stub.client().models.list();
  assert.equal(stub.seen.length, 2);
});

test("nobody there is an APIConnectionError that has the reason", async () => {
  const client = new Orchestra({ apiKey: KEY, baseUrl: "http://127.0.0.1:9", maxRetries: 0 });
  const error = await failure(APIConnectionError, client.models.list());
  assert.match(error.message, /^The connection failed: /);
  assert(error.cause);
});

test("the tries of one call carry the same key, and another call another", async () => {
  const stub = await Stub.start(hangUp, problem(429, "rate_limited", {}, AT_ONCE), json(SESSION));
  const client = stub.client();
  await client.sessions.create();
  await client.sessions.create();
  const [first, second, third, other] = stub.seen.map(({ headers }) => headers["idempotency-key"]);
  assert.match(first!, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(second, first);
  assert.equal(third, first);
  assert.notEqual(other, first);
});

test("a key of the caller's own is sent", async () => {
  const stub = await Stub.start(json(SESSION));
  await stub.client().sessions.create({}, { idempotencyKey: "mine" });
  assert.equal(stub.seen[0]!.headers["idempotency-key"], "mine");
});

test("what reads and what comes to the same is tried again without a key", async () => {
  const again = problem(500, "internal_error", {}, AT_ONCE);
  const calls: ((client: Orchestra) => PromiseLike<unknown>)[] = [
    (client) => client.sessions.get("s"),
    (client) => client.sessions.update("s", { title: null }),
    (client) => client.sessions.delete("s"),
    (client) => client.runs.cancel("run_1"),
    (client) => client.admin.keys.revoke("key_1"),
  ];
  for (const call of calls) {
    const stub = await Stub.start(again);
    await failure(InternalServerError, call(stub.client({ maxRetries: 1 })));
    assert.equal(stub.seen.length, 2);
    assert.equal(stub.seen[0]!.headers["idempotency-key"], undefined);
  }
});

test("a ticket, which takes no key, is asked for again only where none can have been made", async () => {
  const ask = (stub: Stub): PromiseLike<unknown> => stub.client().wsTickets.create({ origin: "http://page" });
  for (const reply of [problem(500, "internal_error", {}, AT_ONCE), hangUp]) {
    const once = await Stub.start(reply);
    await failure(OrchestraError, ask(once));
    assert.equal(once.seen.length, 1);
  }
  for (const status of [429, 503]) {
    const ticket = json({ ticket: "tkt_1", expires_at: "2026-01-01T00:00:00.000Z" }, 201);
    const twice = await Stub.start(problem(status, "busy", {}, AT_ONCE), ticket);
    await ask(twice);
    assert.equal(twice.seen.length, 2);
  }
});

test("a wait of more than a minute is not waited for", async () => {
  for (const headers of [{ "Retry-After": "61" }, { "Retry-After": new Date(Date.now() + 90_000).toUTCString() }]) {
    const stub = await Stub.start(problem(429, "rate_limited", {}, headers));
    const error = await failure(RateLimitError, stub.client().models.list());
    assert(error.retry_after! > 60, `${error.retry_after}`);
    assert.equal(stub.seen.length, 1);
  }
  const said = await Stub.start(problem(429, "rate_limited", { retry_after: 100 }));
  await failure(RateLimitError, said.client().models.list());
  assert.equal(said.seen.length, 1);
});

test("a date that has passed, and the problem's own retry_after, are waited for too", async () => {
  const past = { "Retry-After": new Date(0).toUTCString() };
  const stub = await Stub.start(
    problem(429, "rate_limited", {}, past),
    problem(429, "rate_limited", { retry_after: 0 }),
    json(MODEL_PAGE),
  );
  await stub.client().models.list();
  assert.equal(stub.seen.length, 3);
  const waits = stub.log; // at "warn", nothing of this is a warning
  assert.deepEqual(waits, []);
});

test("silence ends with an APITimeoutError, before the answer and in its middle", async () => {
  const half = (response: Parameters<typeof hangUp>[0]): void => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.write("{");
  };
  for (const reply of [silence, half]) {
    const stub = await Stub.start(reply);
    const client = stub.client({ maxRetries: 0 });
    await failure(APITimeoutError, client.models.list({}, { timeout: 50 }));
    await failure(APITimeoutError, client.withOptions({ timeout: 50 }).models.list());
  }
});

test("a timeout is tried again", async () => {
  const stub = await Stub.start(silence, json(MODEL_PAGE));
  await stub.client({ timeout: 100 }).models.list({}, { maxRetries: 1 });
  assert.equal(stub.seen.length, 2);
});

test("an endless timeout does not fire at once", async () => {
  const stub = await Stub.start(json(MODEL_PAGE));
  await stub.client({ timeout: Infinity }).models.list();
});

test("an aborted call throws the signal's reason, before, while and between its tries", async () => {
  const reason = new Error("enough");
  const before = await Stub.start(json(MODEL_PAGE));
  const early = before.client().models.list({}, { signal: AbortSignal.abort(reason) });
  assert.equal(await failure(Error, early), reason);
  assert.equal(before.seen.length, 0);

  const ending = new AbortController();
  const stub = await Stub.start(() => ending.abort(reason));
  assert.equal(await failure(Error, stub.client().models.list({}, { signal: ending.signal })), reason);
  assert.equal(stub.seen.length, 1);

  const pausing = new AbortController();
  const later = await Stub.start(problem(503, "overloaded", {}, { "Retry-After": "50" }));
  const client = later.client({ logger: { ...console, info: () => pausing.abort(reason) }, logLevel: "info" });
  assert.equal(await failure(Error, client.models.list({}, { signal: pausing.signal })), reason);
  assert.equal(later.seen.length, 1);
});

test("a call leaves no listener on the caller's signal and no timer behind", async () => {
  const { signal } = new AbortController();
  const listening = listeners(signal);
  const atFirst = timers();
  const stub = await Stub.start(problem(503, "overloaded", {}, AT_ONCE), json(MODEL_PAGE), problem(404, "not_found"));
  await stub.client().models.list({}, { signal });
  await failure(NotFoundError, stub.client().models.list({}, { signal }));
  assert.equal(listening(), 0);
  assert(timers() <= atFirst);
});

test("what is no JSON, no object or lacks a field is an APIResponseError", async () => {
  const page = (response: Parameters<typeof hangUp>[0]): void => void response.writeHead(200).end("<html>");
  for (const reply of [page, json([]), json(null), json("text"), json({ ...SESSION, title: undefined })]) {
    const stub = await Stub.start(reply);
    await failure(APIResponseError, stub.client().sessions.get("s"));
    assert.equal(stub.seen.length, 1);
  }
});

test("fields and values that are new are kept", async () => {
  const stub = await Stub.start(json({ ...SESSION, colour: "red" }));
  const session = await stub.client().sessions.get("s");
  assert.equal((session as unknown as { colour: string }).colour, "red");
});

test("the HTTP answer is there for those who ask", async () => {
  const stub = await Stub.start(json(SESSION, 201, { "X-Correlation-ID": "cor_2" }));
  const { data, response } = await stub.client().sessions.create().withResponse();
  assert.equal(data.session_id, "s");
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("X-Correlation-ID"), "cor_2");
  assert.deepEqual(await response.json(), SESSION);
  const raw = await stub.client().sessions.create().asResponse();
  assert.deepEqual(await raw.json(), SESSION);
});

test("the HTTP answer is there when it is not what the contract says", async () => {
  const stub = await Stub.start((response) => response.writeHead(200).end("<html>"));
  assert.equal(await (await stub.client().sessions.get("s").asResponse()).text(), "<html>");
});

test("a failure that only the HTTP answer's asker hears of is heard once", async () => {
  // An unhandled rejection would end this program.
  const stub = await Stub.start(problem(404, "not_found"));
  await failure(NotFoundError, stub.client().sessions.get("s").asResponse());
  await failure(NotFoundError, stub.client().sessions.get("s").withResponse());
});

test("headers: key, agent, defaults, and the call's own win", async () => {
  const stub = await Stub.start(json(SESSION));
  const client = stub.client({ defaultHeaders: { "X-Team": "blue", "X-Room": "1" } });
  await client.sessions.create({ title: "Hi" }, { headers: { "X-Room": "2" } });
  const { headers, body } = stub.seen[0]!;
  assert.equal(headers["authorization"], `Bearer ${KEY}`);
  assert.equal(headers["user-agent"], `ai-orchestra-sdk/${VERSION} node/${process.versions.node} ${process.platform}`);
  assert.equal(headers["accept"], "application/json");
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["x-team"], "blue");
  assert.equal(headers["x-room"], "2");
  assert.deepEqual(JSON.parse(body), { title: "Hi" });
});

test("a client that says that there is no key sends none", async () => {
  const stub = await Stub.start(json(MODEL_PAGE));
  await stub.client({ apiKey: null }).models.list();
  assert.equal(stub.seen[0]!.headers["authorization"], undefined);
});

test("a name cannot lead to another operation", async () => {
  const stub = await Stub.start(json(SESSION));
  for (const name of ["", ".", ".."]) await failure(OrchestraError, stub.client().sessions.get(name));
  assert.equal(stub.seen.length, 0);
  await stub.client().sessions.get("a/../b?c#d");
  assert.equal(stub.seen[0]!.url, "/v2/sessions/a%2F..%2Fb%3Fc%23d");
});

test("a header that cannot be sent is an OrchestraError that does not tell the key", async () => {
  const stub = await Stub.start(json(SESSION));
  await failure(OrchestraError, stub.client().sessions.create({}, { idempotencyKey: "ключ" }));
  const error = await failure(OrchestraError, stub.client({ apiKey: "ork_secret\n音" }).sessions.get("s"));
  assert.doesNotMatch(error.message, /secret/);
  assert.equal(stub.seen.length, 0);
});

test("a problem that somebody else wrote does not get in the way", async () => {
  const odd = { code: "odd", retryable: "yes", retry_after: "soon", errors: "many" };
  const stub = await Stub.start(json(odd, 404), json({ detail: [{ msg: "no" }] }, 404));
  const error = await failure(NotFoundError, stub.client().sessions.get("s"));
  assert.deepEqual([error.code, error.retryable, error.retry_after, error.errors], ["odd", false, undefined, []]);
  const other = await failure(NotFoundError, stub.client().sessions.get("s"));
  assert.equal(other.message, '404: {"detail":[{"msg":"no"}]}');
});

test("null and absent are two things", async () => {
  const stub = await Stub.start(json(SESSION));
  await stub.client().sessions.update("s", { title: null });
  await stub.client().sessions.update("s", {});
  assert.deepEqual(stub.seen.map(({ body }) => body), ['{"title":null}', "{}"]);
});

test("a copy differs in what was said only", async () => {
  const stub = await Stub.start(json(MODEL_PAGE));
  const copy = stub.client({ maxRetries: 5, defaultHeaders: { "X-Team": "blue" } }).withOptions({
    timeout: 7,
    maxRetries: undefined,
  });
  assert.equal(copy.transport.settings.timeout, 7);
  assert.equal(copy.transport.settings.maxRetries, 5);
  assert.equal(copy.transport.settings.defaultHeaders["X-Team"], "blue");
  assert.equal(copy.transport.settings.apiKey, KEY);
});

test("the environment says what was left out", () => {
  const names = ["ORCHESTRA_API_KEY", "ORCHESTRA_BASE_URL", "ORCHESTRA_LOG"];
  const kept = names.map((name) => process.env[name]);
  try {
    for (const name of names) delete process.env[name];
    assert.throws(() => new Orchestra(), /There is no key/);
    assert.throws(() => new Orchestra({ apiKey: "" }), OrchestraError);
    assert.throws(() => new Orchestra({ apiKey: "k", baseUrl: "localhost:8000" }), OrchestraError);
    assert.equal(new Orchestra({ apiKey: "k" }).transport.settings.baseUrl, "http://127.0.0.1:8000");
    process.env["ORCHESTRA_API_KEY"] = "from-environment";
    process.env["ORCHESTRA_BASE_URL"] = "http://there/api/";
    process.env["ORCHESTRA_LOG"] = "debug";
    const { settings } = new Orchestra().transport;
    assert.equal(settings.apiKey, "from-environment");
    assert.equal(settings.baseUrl, "http://there/api");
    assert.equal(settings.logLevel, "debug");
    assert.equal(new Orchestra({ apiKey: "given" }).transport.settings.apiKey, "given");
  } finally {
    names.forEach((name, place) => {
      if (kept[place] === undefined) delete process.env[name];
      else process.env[name] = kept[place];
    });
  }
});

test("a deprecated operation is warned of once", async () => {
  const headers = {
    Deprecation: "@1767225600",
    Sunset: "Thu, 31 Dec 2026 00:00:00 GMT",
    Link: '</docs>; rel="deprecation", </v3/models>; rel="successor-version"',
  };
  const stub = await Stub.start(json(MODEL_PAGE, 200, headers));
  const client = stub.client();
  await client.models.list();
  await client.models.list();
  assert.deepEqual(stub.log, [
    "orchestra: listModels is deprecated and ends on Thu, 31 Dec 2026 00:00:00 GMT; use /v3/models",
  ]);
});

test("the log has a line a request and an answer, and never a secret", async () => {
  const odd = "a-key-that-looks-like-nothing";
  const stub = await Stub.start(
    problem(500, "internal_error", {}, { ...AT_ONCE, "Set-Cookie": "secret-cookie", "X-Echo": odd }),
    json(MODEL_PAGE),
  );
  const client = stub.client({
    apiKey: odd,
    logLevel: "debug",
    defaultHeaders: { "X-API-Key": "secret-value", Cookie: "secret-crumb", "X-Note": "ork_abcdefghijk tkt_abcdefghijk" },
  });
  await client.models.list({}, { headers: { "X-Url": "ws://h/v2/ws?ticket=secret-ticket&x=1" } });
  assert.equal(stub.log.length, 5, stub.log.join("\n"));
  const all = stub.log.join("\n");
  assert.match(all, /GET http:\/\/127.0.0.1:\d+\/v2\/models/);
  assert.match(all, /500 after \d+ ms/);
  assert.match(all, /listModels: again in 0 ms/);
  assert.doesNotMatch(all, /secret|abcdefghijk|looks-like-nothing/);
});

test("a client, its errors and its streams can be printed without telling the key", async () => {
  const stub = await Stub.start(problem(401, "unauthenticated"));
  const client = stub.client();
  const error = await failure(AuthenticationError, client.sessions.get("s"));
  for (const thing of [client, client.chat.stream({ message: "Hi" }), client.withOptions({}), error]) {
    assert.doesNotMatch(inspect(thing, { depth: 20 }) + JSON.stringify(thing), new RegExp(KEY));
  }
});

test("a fetch of the caller's own is the one that is used", async () => {
  const stub = await Stub.start(json(MODEL_PAGE));
  const asked: string[] = [];
  const theirs = globalThis.fetch;
  function own(this: unknown, ...[input, init]: Parameters<typeof fetch>): Promise<Response> {
    assert.equal(this, undefined, "a browser's fetch would refuse to be called as a method");
    asked.push(String(input));
    return theirs(input, init);
  }
  await stub.client({ fetch: own }).models.list();
  assert.deepEqual(asked, [`${stub.url}/v2/models`]);
  const early = stub.client();
  globalThis.fetch = (...request) => own(...request);
  try {
    await early.models.list();
  } finally {
    globalThis.fetch = theirs;
  }
  assert.equal(asked.length, 2, "one that is put in its place later, too");
});

test("a page without TLS, whose crypto has no randomUUID, makes keys too", async () => {
  const stub = await Stub.start(json(SESSION));
  const own = Object.getOwnPropertyDescriptor(crypto, "randomUUID");
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  try {
    await stub.client().sessions.create();
  } finally {
    if (own) Object.defineProperty(crypto, "randomUUID", own);
    else delete (crypto as unknown as Record<string, unknown>)["randomUUID"];
  }
  const key = stub.seen[0]!.headers["idempotency-key"]!;
  assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
