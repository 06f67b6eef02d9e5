// The client against a real service, with the scripted model behind it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  AuthenticationError,
  ConflictError,
  GoneError,
  NotFoundError,
  Orchestra,
  OrchestraError,
  Page,
  RunCancelledError,
  RunFailedError,
  UnprocessableEntityError,
} from "@ai-orchestra/sdk";

// Address and key come from the environment.
const client = new Orchestra();
// Names of this run's own: another Node may have been here before.
const mark = crypto.randomUUID().slice(0, 8);

async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

test("a chat is answered, in a session that goes on", async () => {
  const first = await client.chat.create({ message: "[[text Hello there]]" });
  assert.equal(first.response, "Hello there");
  assert.equal(first.usage.total_tokens, first.tokens_used);
  const second = await client.chat.create({ message: "[[text Again]]", session_id: first.session_id });
  assert.equal(second.session_id, first.session_id);
  const messages = await all(client.sessions.messages(first.session_id, { limit: 1, order: "asc" }));
  assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "user", "assistant"]);
  const runs = await all(client.sessions.runs(first.session_id, { limit: 1 }));
  assert.equal(runs.length, 2);
});

test("the same key gives the same answer and begins nothing again", async () => {
  const options = { idempotencyKey: `key-${mark}` };
  const first = await client.chat.create({ message: "[[text Once]]" }, options);
  const second = await client.chat.create({ message: "[[text Once]]" }, options);
  assert.equal(second.run_id, first.run_id);
});

test("a stream's tokens, joined, are the answer, in every script of the world", async () => {
  const stream = client.chat.stream({ message: "Grüße, 音楽 🎻!" });
  const pieces = await all(stream.textDeltas());
  const done = await stream.result();
  assert.equal(pieces.join(""), done.response);
  assert.equal(stream.text, done.response);
  assert.match(done.response, /🎻/);
  assert.equal(stream.run_id, done.run_id);
  assert(pieces.length > 1);
});

test("a stream that was left can be followed from where it was left", async () => {
  const stream = client.chat.stream({ message: "[[tokens 50]] [[delay 0.005]]", on_disconnect: "continue" });
  let seen = "";
  for await (const event of stream) {
    if (event.type === "token") seen += event.text;
    if (event.offset === 10) break;
  }
  const rest = client.runs.events(stream.run_id!, { after: 10 });
  const { response } = await rest.result();
  assert.equal(seen + rest.text, response);
  const whole = client.runs.events(stream.run_id!);
  assert.equal((await whole.result()).response, response);
  assert.equal(whole.text, response);
});

test("behind the last event nothing comes, and that is no success", async () => {
  const { run_id } = await client.chat.create({ message: "[[text Done]]" });
  const { last_offset } = await client.runs.get(run_id);
  await assert.rejects(client.runs.events(run_id, { after: last_offset! }).result(), OrchestraError);
});

test("a run that fails is a typed error with what there was of the answer", async () => {
  const stream = client.chat.stream({ message: "[[tokens 5]] [[fail after=2]]" });
  await assert.rejects(stream.result(), (error: unknown) => {
    assert(error instanceof RunFailedError);
    assert.equal(error.code, "upstream_error");
    assert.equal(error.response, stream.text);
    assert(error.response);
    return true;
  });
});

test("a run is cancelled through its stream, which then ends so", async () => {
  const stream = client.chat.stream({ message: "[[tokens 5]] [[hang after=2]]" });
  await assert.rejects(async () => {
    for await (const event of stream) {
      if (event.type === "token" && event.offset === 2) {
        const run = await stream.cancel();
        assert.equal(run?.status, "cancelled");
      }
    }
  }, RunCancelledError);
  assert.equal((await client.runs.cancel(stream.run_id!)).status, "cancelled");
});

test("a finished run cannot be cancelled", async () => {
  const { run_id } = await client.chat.create({ message: "[[text Done]]" });
  await assert.rejects(client.runs.cancel(run_id), ConflictError);
});

test("an aborted chat is cancelled by the service when that was asked for", async () => {
  const ending = new AbortController();
  const message = { message: "[[hang after=1]]", on_disconnect: "cancel" as const };
  const stream = client.chat.stream(message, { signal: ending.signal });
  await assert.rejects(async () => {
    for await (const event of stream) if (event.type === "token") ending.abort();
  }, { name: "AbortError" });
  await assert.rejects(client.runs.events(stream.run_id!).result(), RunCancelledError);
});

test("sessions are made, changed, listed and deleted", async () => {
  const session_id = `sessions-${mark}`;
  const made = await client.sessions.create({ session_id, title: "One", metadata: { team: "blue" } });
  assert.deepEqual(await client.sessions.get(session_id), made);
  assert.equal((await client.sessions.update(session_id, { title: null })).title, null);
  assert.deepEqual((await client.sessions.get(session_id)).metadata, { team: "blue" });
  await assert.rejects(client.sessions.create({ session_id }), ConflictError);
  assert.equal(await client.sessions.delete(session_id), undefined);
  await assert.rejects(client.sessions.get(session_id), (error: unknown) => {
    assert(error instanceof NotFoundError);
    assert.equal(error.code, "not_found");
    assert.match(error.correlation_id!, /./);
    return true;
  });
});

test("a list goes over all its pages, entry by entry or page by page", async () => {
  const names = [`page-0-${mark}`, `page-1-${mark}`, `page-2-${mark}`, `page-3-${mark}`, `page-4-${mark}`];
  for (const session_id of names) await client.sessions.create({ session_id });
  const found = (await all(client.sessions.list({ limit: 2 }))).map(({ session_id }) => session_id);
  assert.deepEqual(names.filter((name) => found.includes(name)), names);
  assert.equal(new Set(found).size, found.length);

  const first = await client.sessions.list({ limit: 2 });
  assert(first instanceof Page);
  assert.equal(first.data.length, 2);
  assert.equal(first.has_more, true);
  const second = await first.nextPage();
  assert.equal(second!.data.length, 2);
  assert.notEqual(second!.data[0]!.session_id, first.data[0]!.session_id);
  let last = first;
  for (let page = await first.nextPage(); page; page = await page.nextPage()) last = page;
  assert.equal(last.has_more, false);
  assert.equal(last.next_cursor, null);
  assert.deepEqual((await all(first)).map(({ session_id }) => session_id), found);
  const { response } = await client.sessions.list({ limit: 1 }).withResponse();
  assert.match(response.headers.get("Link") ?? "", /rel="?next/);
});

test("models, commands and tickets", async () => {
  const [model] = await all(client.models.list());
  assert.equal(model!.id, "scripted");
  const result = await client.commands.create({ command: "help" });
  assert.equal(result.command, "help");
  const { ticket } = await client.wsTickets.create({ origin: "https://shop.example" });
  assert.match(ticket, /^tkt_/);
});

test("keys are made, looked up, listed and taken back", async () => {
  const { key, secret } = await client.admin.keys.create({ owner: `keys-${mark}`, scopes: ["chat"] });
  const other = client.withOptions({ apiKey: secret });
  assert.equal((await other.chat.create({ message: "[[text Hi]]" })).response, "Hi");
  assert.deepEqual((await client.admin.keys.get(key.key_id)).scopes, ["chat"]);
  assert((await all(client.admin.keys.list())).some(({ key_id }) => key_id === key.key_id));
  assert.equal((await client.admin.keys.revoke(key.key_id)).status, "revoked");
  await assert.rejects(other.models.list(), AuthenticationError);
});

test("what is wrong with a request is said field by field", async () => {
  await assert.rejects(client.chat.create({ message: "" }), (error: unknown) => {
    assert(error instanceof UnprocessableEntityError);
    assert.equal(error.code, "validation_failed");
    assert.match(JSON.stringify(error.errors), /message/);
    return true;
  });
});

test("a wrong key is refused, in a stream too", async () => {
  const stranger = client.withOptions({ apiKey: "ork_unknown" });
  await assert.rejects(stranger.chat.create({ message: "Hi" }), AuthenticationError);
  await assert.rejects(stranger.chat.stream({ message: "Hi" }).result(), AuthenticationError);
});

test("the HTTP answer has the run's name in its headers", async () => {
  const { data, response } = await client.chat.create({ message: "[[text Hi]]" }).withResponse();
  assert.equal(response.headers.get("Orchestra-Run-Id"), data.run_id);
  const stream = await client.chat.stream({ message: "[[text Hi]]" }).ready();
  assert.equal(stream.responseHeaders?.get("Orchestra-Run-Id"), stream.run_id);
  await stream.result();
});

test("an expired log is a GoneError that names the run", { skip: !process.env["FORGETFUL_BASE_URL"] }, async () => {
  const forgetful = client.withOptions({ baseUrl: process.env["FORGETFUL_BASE_URL"] });
  const { run_id } = await forgetful.chat.create({ message: "[[text Gone]]" });
  await assert.rejects(forgetful.runs.events(run_id).result(), (error: unknown) => {
    assert(error instanceof GoneError);
    assert.equal(error.run_id, run_id);
    return true;
  });
});

test("a trimmed log is read from what is left, and said", { skip: !process.env["TRIMMING_BASE_URL"] }, async () => {
  const trimming = client.withOptions({ baseUrl: process.env["TRIMMING_BASE_URL"] });
  const { run_id, response } = await trimming.chat.create({ message: "[[tokens 100]]" });
  const stream = trimming.runs.events(run_id);
  assert.equal((await stream.result()).response, response);
  assert.equal(stream.recovered, false);
  assert(response.endsWith(stream.text) && stream.text.length < response.length);
});
