import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type APIStatusError,
  ConnectionClosedError,
  GoneError,
  NotFoundError,
  OrchestraError,
  RateLimitError,
  type ServiceFrame,
  StreamError,
} from "@ai-orchestra/sdk";

import { reconnects } from "../node_modules/@ai-orchestra/sdk/dist/reconnects.js";
import { Wire } from "../node_modules/@ai-orchestra/sdk/dist/wire.js";
import { Chance, NOW, Played } from "./wire_model.js";

const SEEDS = 400;
const STEPS = 300;
const BUFFER = 4;

function chat(key: string) {
  return { type: "chat", message: "Hi", idempotency_key: key } as const;
}

/** Begun, connected and welcomed. */
function played(maxRetries = 2, buffer = BUFFER): Played {
  const play = new Played(maxRetries, buffer);
  play.service.connect();
  play.hear();
  return play;
}

test("whatever happens in between, every run's events come once, in order and all", () => {
  const seen = { losses: 0, detaches: 0, resent: 0, resumes: 0, refused: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const chance = new Chance(seed);
    const play = played(1000);
    const { service, wire } = play;
    let open = true;
    let chats = 0;
    for (let step = 0; step < STEPS; step++) {
      const choice = chance.below(100);
      if (choice < 5 && play.readers.length < 6) play.follow(wire.chat(chat(`key-${seed}-${chats++}`)));
      else if (choice < 35) service.take();
      else if (choice < 65) play.hear();
      else if (choice < 85 && service.runs.length > 0) service.grow(chance.of(service.runs), chance.below(30) === 0);
      else if (choice < 95 && play.readers.length > 0) play.read(chance.of(play.readers), chance.below(8));
      else if (choice === 95) service.refusals = chance.below(3);
      else if (choice === 96) for (const act of play.later.splice(0)) act();
      else if (open && choice === 97) {
        seen.losses++;
        seen.resent += service.toService.filter(({ type }) => type === "chat").length;
        service.toService = [];
        service.toClient = [];
        assert(wire.lost(1006, "") !== undefined, `seed ${seed}`);
        open = false;
      } else if (!open && choice >= 98) {
        service.connect();
        open = true;
      }
    }
    if (!open) service.connect();
    play.settle();
    // A place that is free again may be taken by a chat that was put off, so that there is a run more to end.
    for (let round = 0; round < 6; round++) {
      for (const run of service.runs) service.grow(run, true);
      play.settle();
    }
    for (const { followed, got } of play.readers) {
      const why = `seed ${seed}: ${followed.fold.run_id} ${followed.state} ${String(followed.error)}`;
      assert.equal(followed.state, "over", why);
      if (followed.error) {
        // The service takes three runs at once; a fourth that it never took has no events.
        assert(followed.error instanceof RateLimitError, why);
        assert.equal(got.length, 0, why);
        seen.refused++;
        continue;
      }
      const run = service.runs.find(({ id }) => id === followed.fold.run_id)!;
      assert.deepEqual(got, run.log, why);
      assert.equal(followed.fold.recovered, true, why);
    }
    const keys = service.runs.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, "a chat that was sent again is the same run");
    seen.detaches += service.detaches;
    seen.resumes += service.resumes;
  }
  // The test is worth something only where all of this happened often.
  for (const [what, count] of Object.entries(seen)) assert(count > SEEDS / 4, `${what}: ${count}`);
});

test("a reader who does not read holds nobody up, and misses nothing", () => {
  const play = played();
  const { service, wire } = play;
  const slow = play.follow(wire.chat(chat("slow")));
  const quick = play.follow(wire.chat(chat("quick")));
  for (let count = 0; count < 6; count++) {
    service.take();
    play.hear();
  }
  for (let offset = 0; offset < 50; offset++) {
    for (const run of service.runs) service.grow(run, offset === 49);
    while (service.toService.length + service.toClient.length > 0) {
      service.take();
      play.hear();
    }
    play.read(quick, Infinity);
  }
  assert.equal(quick.got.length, 50);
  assert.equal(slow.followed.events.length, BUFFER, "no more than its buffer was kept");
  assert.equal(service.detaches, 1);
  play.read(slow, Infinity);
  service.take();
  assert.equal(service.after, BUFFER - 1, "it goes on behind what was in its buffer");
  play.settle();
  assert.deepEqual(slow.got, service.runs[0]!.log);
});

test("an event that comes twice is given out once", () => {
  const play = played();
  const reader = play.follow(play.wire.chat(chat("k")));
  play.settle();
  for (const offset of [0, 0, 1, 0, 1, 2]) {
    play.wire.receive(JSON.stringify({ type: "token", run_id: "run_0", offset, text: "x" }));
  }
  play.read(reader, Infinity);
  assert.deepEqual(reader.got.map(({ offset }) => offset), [0, 1, 2]);
  assert.equal(reader.followed.fold.text, "xxx");
});

test("a run is resumed behind the last event that came, read or not", () => {
  const play = played();
  const { service, wire } = play;
  play.follow(wire.chat(chat("k")));
  service.take();
  play.hear();
  for (let count = 0; count < 3; count++) {
    service.grow(service.runs[0]!, false);
    play.hear();
  }
  wire.lost(1006, "");
  service.connect();
  play.hear();
  service.take();
  assert.equal(service.after, 2);
});

test("a run that was left for its slow reader waits for a place, and is not refused", () => {
  const play = played();
  const { service, wire } = play;
  const slow = play.follow(wire.chat(chat("slow")));
  service.take();
  play.hear();
  for (let offset = 0; offset <= BUFFER; offset++) service.grow(service.runs[0]!, false);
  while (service.toClient.length + service.toService.length > 0) {
    play.hear();
    service.take();
  }
  assert.equal(slow.followed.state, "parked");
  const others = [1, 2, 3].map((name) => play.follow(wire.chat(chat(`other ${name}`))));
  play.settle();
  assert.equal(slow.followed.state, "waiting");
  assert.equal(service.resumes, 0, "there is no place: three runs are followed");
  service.grow(service.runs[1]!, true);
  play.settle();
  assert.equal(others[0]!.followed.state, "over");
  assert.equal(slow.followed.state, "live");
});

test("what is asked is answered to who asked, also after a lost connection", () => {
  const sent: { type: string; id: string }[] = [];
  const wire = new Wire({ send: (text) => void sent.push(JSON.parse(text)), later: () => {} }, 2);
  const welcome = JSON.stringify({ type: "welcome", connection_id: "con_1", created_at: NOW });
  const got: [string, unknown][] = [];
  const note = (name: string) => (error: unknown, answer?: ServiceFrame) =>
    void got.push([name, answer?.type ?? (error as APIStatusError).code]);
  wire.receive(welcome);
  wire.ask({ type: "status" }, note("status"));
  wire.ask({ type: "ping" }, note("ping"));
  wire.ask({ type: "command", command: "help", idempotency_key: "k" }, note("command"));
  wire.forget(wire.ask({ type: "ping" }, note("nobody")));
  wire.lost(1006, "");
  wire.receive(welcome);
  const again = sent.splice(0).slice(4);
  assert.deepEqual(again.map(({ type }) => type), ["status", "ping", "command"]);
  const [status, ping, command] = again.map(({ id }) => id);
  const problem = { status: 404, code: "not_found", detail: "No.", title: "", type: "", correlation_id: "c", retryable: false };
  wire.receive(JSON.stringify({ type: "error", id: command, problem }));
  wire.receive(JSON.stringify({ type: "pong", id: ping }));
  wire.receive(JSON.stringify({ type: "status", id: status, runs: [] }));
  wire.receive(JSON.stringify({ type: "error", id: null, problem }));
  assert.deepEqual(got, [["command", "not_found"], ["ping", "pong"], ["status", "status"]]);
});

test("a refused chat and a refused resume throw what the problem says, and the others go on", () => {
  const play = played();
  const { service, wire } = play;
  const good = play.follow(wire.chat(chat("good")));
  play.settle();
  const gone = wire.resume("run_old", -1);
  service.toService.length = 0;
  service.refuse(gone.question!, 410, "run_log_expired", false);
  play.hear();
  assert(gone.error instanceof GoneError);
  const bad = wire.chat(chat("bad"));
  service.toService.length = 0;
  service.refuse(bad.question!, 404, "not_found", false);
  play.hear();
  assert(bad.error instanceof NotFoundError);
  assert.equal(bad.accepted, false);
  service.grow(service.runs[0]!, true);
  play.settle();
  assert.equal(good.got.length, 1);
});

test("a trimmed log is gone on with where it begins, and said", () => {
  const play = played();
  const { wire, service } = play;
  const reader = play.follow(wire.resume("run_x", 2));
  const { question } = reader.followed;
  service.toService.length = 0;
  service.toClient.push(
    { type: "resumed", id: question, run_id: "run_x", recovered: false, from: 9, created_at: NOW },
    { type: "token", run_id: "run_x", offset: 9, text: "i" },
    { type: "run.completed", run_id: "run_x", offset: 10, response: "hi" },
  );
  while (service.toClient.length > 0) play.hear();
  play.read(reader, Infinity);
  assert.deepEqual(reader.got.map(({ offset }) => offset), [9, 10]);
  assert.equal(reader.followed.fold.recovered, false);
});

test("missing events are asked for, and given up when they do not come", () => {
  const play = played(2);
  const { wire, service } = play;
  const followed = wire.resume("run_x", -1);
  // The third time in a row is one too many; an event that comes begins a new row.
  for (const offset of [5, 5, 0, 5, 5, 5]) {
    assert.equal(followed.error, undefined);
    service.toService.length = 0;
    const from = followed.received + 1;
    if (followed.question) {
      service.toClient.push({ type: "resumed", id: followed.question, run_id: "run_x", recovered: true, from, created_at: NOW });
    }
    service.toClient.push({ type: "token", run_id: "run_x", offset, text: "?" });
    while (service.toClient.length > 0) play.hear();
  }
  assert(followed.error instanceof StreamError);
});

test("a run that had ended at the cursor does not keep its reader waiting", () => {
  const play = played();
  const { wire, service } = play;
  const first = play.follow(wire.chat(chat("k")));
  play.settle();
  service.grow(service.runs[0]!, true);
  play.settle();
  assert.equal(first.followed.error, undefined);
  const late = play.follow(wire.resume("run_0", 0));
  play.settle();
  assert(late.followed.error instanceof StreamError);
});

test("a run that has nothing new yet is waited for", () => {
  const play = played();
  const { wire, service } = play;
  const first = play.follow(wire.chat(chat("k")));
  play.settle();
  service.grow(service.runs[0]!, false);
  play.settle();
  wire.leave(first.followed, new StreamError("closed"));
  const second = play.follow(wire.resume("run_0", 0));
  play.settle();
  assert.equal(second.followed.state, "live");
  service.grow(service.runs[0]!, true);
  play.settle();
  assert.deepEqual(second.got.map(({ offset }) => offset), [1]);
});

test("who leaves before the chat is accepted leaves no run behind on the connection", () => {
  const play = played();
  const { wire, service } = play;
  wire.leave(wire.chat(chat("k")), new StreamError("closed"));
  play.settle();
  assert.equal(service.detaches, 1);
  wire.lost(1006, "");
  service.connect();
  play.hear();
  assert.deepEqual(service.toService, [], "it is not asked for again");
});

test("a malformed event ends its run only; a frame that cannot be read is thrown", () => {
  const play = played();
  const { wire, service } = play;
  const bad = play.follow(wire.chat(chat("bad")));
  const good = play.follow(wire.chat(chat("good")));
  play.settle();
  wire.receive('{"type":"token","run_id":"run_0","text":"without an offset"}');
  assert(bad.followed.error instanceof StreamError);
  service.grow(service.runs[1]!, true);
  play.settle();
  assert.equal(good.got.length, 1);
  for (const text of ["no JSON", "null", "[", '{"type":"token","offset":1}']) {
    assert.throws(() => wire.receive(text), StreamError);
  }
  wire.receive('{"type":"later.version","surprise":true}');
  wire.receive('{"type":"agent.later","run_id":"run_unknown","offset":3}');
});

test("an event of a type that is not known is given out", () => {
  const play = played();
  const reader = play.follow(play.wire.chat(chat("k")));
  play.settle();
  play.wire.receive('{"type":"agent.later","run_id":"run_0","offset":0,"mood":"new"}');
  play.read(reader, 1);
  assert.equal(reader.got[0]?.type, "unknown");
});

test("a close code and a goodbye say whether there is another socket, and when", () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 4501, 4502, 4503, 4504, 4777]) {
    assert.equal(reconnects(code), true, `${code}`);
  }
  for (const code of [1000, 1002, 1003, 1007, 1009, 1015, 3000, 4400, 4401, 4403, 4408, 4444]) {
    assert.equal(reconnects(code), false, `${code}`);
  }
  const goodbye = (more: object) => JSON.stringify({ type: "goodbye", code: 4504, reason: "stops", created_at: NOW, ...more });
  const patient = played().wire;
  patient.receive(goodbye({ reconnect: true, after_ms: 7000 }));
  assert.equal(patient.lost(1006, ""), 7000);

  const final = played();
  const reader = final.follow(final.wire.chat(chat("k")));
  final.wire.receive(goodbye({ code: 4401, reconnect: false, after_ms: null }));
  assert.equal(final.wire.lost(1006, ""), undefined);
  const { error } = reader.followed;
  assert(error instanceof ConnectionClosedError);
  assert.deepEqual([error.code, error.reason, error.reconnect], [4401, "stops", false]);
  assert.throws(() => final.wire.chat(chat("late")), ConnectionClosedError);
});

test("sockets that come to nothing are counted in a row, and a welcome alone is nothing", () => {
  const play = played(2);
  const { wire, service } = play;
  const followed = wire.chat(chat("k"));
  const welcome = () => {
    service.connect();
    play.hear();
  };
  assert(wire.lost(1006, "") !== undefined);
  assert(wire.unreachable(new Error("no ticket")) !== undefined);
  welcome();
  service.take();
  play.hear();
  assert(wire.lost(1006, "") !== undefined, "the run was accepted: counted from the beginning");
  assert(wire.unreachable(new Error("no ticket")) !== undefined);
  welcome();
  assert(wire.lost(1006, "") !== undefined);
  welcome();
  assert.equal(wire.lost(1006, ""), undefined);
  assert(followed.error instanceof ConnectionClosedError);
  assert.equal(followed.error.reconnect, true);
});

test("a refusal that will stay one, and a wrong use, are not tried again", () => {
  for (const error of [new NotFoundError({ status: 404 }), new OrchestraError("no WebSocket here")]) {
    const { wire } = new Played(2, BUFFER);
    assert.equal(wire.unreachable(error), undefined);
    assert.equal(wire.ended, error);
  }
});

test("a message that is too large is refused here, where it would cost the connection", () => {
  const { wire } = played();
  assert.throws(() => wire.chat({ ...chat("k"), message: "🦊".repeat(500) }), OrchestraError);
  wire.chat({ ...chat("k"), message: "🦊".repeat(300) });
  assert.throws(() => {
    for (let count = 0; count < 1001; count++) wire.chat(chat(`${count}`));
  }, OrchestraError);
});

test("a run is followed once on a connection", () => {
  const play = played();
  play.follow(play.wire.chat(chat("k")));
  play.settle();
  assert.throws(() => play.wire.resume("run_0", -1), OrchestraError);
  const twin = play.wire.chat(chat("k"));
  play.settle();
  assert(twin.error instanceof OrchestraError);
});
