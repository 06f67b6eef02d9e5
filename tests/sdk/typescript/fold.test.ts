import assert from "node:assert/strict";
import { test } from "node:test";

import { Fold, parseEvent, StreamError } from "@ai-orchestra/sdk";

import { events, folded, NAMES } from "./transcripts.js";

test("every transcript folds to the text of its tokens, its end and its cursor", () => {
  for (const name of NAMES) {
    const all = events(name);
    const fold = folded(name);
    const last = all.at(-1)!;
    assert.equal(fold.text, all.map((event) => (event.type === "token" ? event.text : "")).join(""), name);
    assert.equal(fold.lastEventId, `${last.run_id}:${last.offset}`, name);
    assert.deepEqual(fold.terminal, last, name);
  }
});

test("the text of a completed run is its response", () => {
  const { terminal, text, recovered } = folded("unicode.sse");
  assert(terminal?.type === "run.completed");
  assert.equal(text, terminal.response);
  assert(recovered);
});

test("a failed and a cancelled run keep what there was of the answer", () => {
  for (const [name, type] of [["failed.sse", "run.failed"], ["cancelled.sse", "run.cancelled"]] as const) {
    const { terminal, text } = folded(name);
    assert(terminal?.type === type);
    assert.equal(text, terminal.response);
  }
});

test("events of an unknown type are given whole and count", () => {
  const data = { type: "agent.sang", run_id: "run_a", offset: 0, agent: "critic", text: "la" };
  const event = parseEvent(JSON.stringify(data));
  assert(event.type === "unknown");
  assert.equal(event.unknown_type, "agent.sang");
  assert.deepEqual(event.data, data);
  const fold = new Fold();
  assert.equal(fold.take(event), "new");
  assert.deepEqual([fold.offset, fold.text, fold.agents], [0, "", []]);
});

test("a swarm folds to the same however often its events come", () => {
  const all = events("swarm.sse");
  const agents = all.flatMap((event) => (event.type === "agent.completed" ? [[event.agent, event.text]] : []));
  const called = all.flatMap((event) => (event.type === "tool.called" ? [[event.call_id, true]] : []));
  assert(agents.length > 0 && called.length > 0);
  for (let again = 0; again < all.length; again++) {
    const fold = new Fold();
    for (const event of [...all.slice(0, again), ...all]) fold.take(event);
    assert(fold.terminal?.type === "run.completed");
    assert.equal(fold.text, fold.terminal.response);
    assert.deepEqual(fold.agents.map(({ agent, text }) => [agent, text]), agents);
    assert.deepEqual(fold.tools.map(({ call_id, ok }) => [call_id, ok]), called);
    assert.deepEqual([fold.intent], all.filter((event) => event.type === "manager.intent"));
  }
});

test("what an agent says grows with its tokens and is no part of the response", () => {
  const fold = new Fold();
  const common = { type: "agent.token", run_id: "run_a", created_at: "2026-11-23T09:30:00.300Z", agent: "critic" } as const;
  fold.take({ ...common, offset: 0, text: "So" });
  assert.equal(fold.agents[0]?.text, "So");
  fold.take({ ...common, offset: 1, text: " so." });
  assert.equal(fold.agents[0]?.text, "So so.");
  assert.deepEqual([fold.text, fold.agents.length, fold.agents[0]?.completed], ["", 1, false]);
});

test("an event that came before changes nothing", () => {
  const fold = new Fold();
  const all = events("hello.sse");
  for (const event of all.slice(0, 4)) assert.equal(fold.take(event), "new");
  const { text } = fold;
  for (const event of all.slice(0, 4)) assert.equal(fold.take(event), "seen");
  assert.equal(fold.text, text);
  assert.equal(fold.take(all[4]!), "new");
});

test("an event with others missing before it is not taken", () => {
  const fold = new Fold();
  const all = events("hello.sse");
  fold.take(all[0]!);
  assert.equal(fold.take(all[2]!), "gap");
  assert.equal(fold.offset, 0);
  assert.equal(fold.take(all[1]!), "new");
});

test("behind a trimmed log one jump is allowed, and said", () => {
  const [first, second, third, ...rest] = events("trimmed.sse");
  const fold = new Fold();
  assert.equal(fold.take(first!), "gap");
  fold.skip();
  assert.equal(fold.take(first!), "new");
  assert.equal(fold.recovered, false);
  assert.equal(fold.take(third!), "gap");
  for (const event of [second!, third!, ...rest]) assert.equal(fold.take(event), "new");
});

test("nothing comes behind the end", () => {
  const fold = folded("hello.sse");
  const end = fold.terminal!;
  assert.equal(fold.take({ type: "token", run_id: end.run_id, offset: end.offset + 1, text: "more" }), "seen");
});

test("another run's event is refused", () => {
  const fold = new Fold("run_a");
  assert.throws(() => fold.take({ type: "token", run_id: "run_b", offset: 0, text: "" }), StreamError);
});

test("a cursor names the run and the last event, and there is none before the first", () => {
  assert.equal(new Fold().lastEventId, undefined);
  assert.equal(new Fold("run_a").lastEventId, undefined);
  assert.equal(new Fold("run_a", 12).lastEventId, "run_a:12");
});

for (const text of [
  "no json",
  "null",
  "[]",
  '"text"',
  "{}",
  '{"type":"token","run_id":"run_a","text":"x"}',
  '{"type":"token","run_id":"run_a","offset":-1,"text":"x"}',
  '{"type":"token","run_id":"run_a","offset":1.5,"text":"x"}',
  '{"type":"token","run_id":"run_a","offset":"1","text":"x"}',
  '{"type":"token","run_id":"run_a","offset":1}',
  '{"type":"token","offset":1,"text":"x"}',
  '{"type":"agent.token","run_id":"run_a","offset":1,"agent":"a","text":7}',
  '{"type":"agent.completed","run_id":"run_a","offset":1,"agent":"a"}',
  '{"run_id":"run_a","offset":1}',
  '{"type":"run.failed","run_id":"run_a","offset":1}',
]) {
  test(`no event: ${text}`, () => {
    assert.throws(() => parseEvent(text), StreamError);
  });
}
