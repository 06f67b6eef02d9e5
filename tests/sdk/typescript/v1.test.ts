import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Orchestra } from "@ai-orchestra/sdk";
import {
  APIStatusError,
  AuthenticationError,
  ConnectionClosedError,
  InternalServerError,
  NotFoundError,
  OrchestraV1,
  type ServerFrameV1,
  type StreamItemV1,
  StreamError,
  UnprocessableEntityError,
} from "@ai-orchestra/sdk/v1";

import { Line } from "./line.js";
import { Stub } from "./stub.js";

const BASE = process.env["ORCHESTRA_BASE_URL"]!;
const ORIGIN = "https://app.example.com";

let sessions = 0;
const session = () => `v1-${process.versions.node}-${Date.now()}-${sessions++}`;

async function all(items: AsyncIterable<StreamItemV1>): Promise<StreamItemV1[]> {
  const seen: StreamItemV1[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

test("a chat is answered, its session is there, and the log says once that version 1 ends", async () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const client = new OrchestraV1({ logger: { debug: write, info: write, warn: write, error: write }, logLevel: "warn" });
  const session_id = session();
  const answer = await client.chat({ message: "[[text Hello]]", session_id });
  assert.deepEqual([answer.api_version, answer.response, answer.session_id, answer.success], ["v1", "Hello", session_id, true]);
  await client.chat({ text: "And again", sessionId: session_id });
  const found = await client.session(session_id);
  assert.equal(found.message_count, 4);
  assert.equal(lines.filter((line) => line.includes("createChatV1 is deprecated and ends on")).length, 1);
  assert.equal(lines.length, 2, lines.join("\n"));
});

test("a refusal has the same types as in version 2, read from version 1's words", async () => {
  const client = new OrchestraV1();
  await assert.rejects(client.session("never-there"), (error: unknown) => {
    assert(error instanceof NotFoundError);
    assert.equal(error.code, "not_found");
    assert.equal(error.retryable, false);
    assert(error.correlation_id && error.detail);
    return true;
  });
  await assert.rejects(client.chat({ message: "  ", session_id: "s" }), (error: unknown) => {
    return error instanceof UnprocessableEntityError && error.errors[0]?.pointer === "/message";
  });
  await assert.rejects(new OrchestraV1({ apiKey: "ork_unknown" }).session("s"), AuthenticationError);
});

test("a stream gives every item, and its answer at the end", async () => {
  const items = await all(new OrchestraV1().chatStream({ message: "[[text The fox 🦊 jumps]]", session_id: session() }));
  const text = items.map((item) => (item.type === "token" ? item.content : "")).join("");
  const last = items.at(-1);
  assert(last?.type === "complete");
  assert.equal(text, "The fox 🦊 jumps");
  assert.equal(last.content, text);
});

test("an error in a stream is given, and then thrown", async () => {
  const seen: StreamItemV1[] = [];
  const read = async () => {
    const items = new OrchestraV1().chatStream({ message: "[[fail after=2]]", session_id: session() });
    for await (const item of items) seen.push(item);
  };
  await assert.rejects(read, (error: unknown) => {
    return error instanceof InternalServerError && error.code === "upstream_error" && error.run_id !== undefined;
  });
  assert.equal(seen.at(-1)?.type, "error");
});

test("a stream that breaks off or holds no items is no answer", async () => {
  const token = '{"type":"token","content":"Hi","metadata":{},"timestamp":"2026-11-20T09:30:00.000Z"}';
  const bodies = [`${token}\n`, `${token}\n{"type":`, `${token}\nno JSON\n`, "[]\n"];
  for (const body of bodies) {
    const stub = await Stub.start((response) => {
      response.writeHead(200, { "Content-Type": "application/x-ndjson" }).end(body);
    });
    const client = new OrchestraV1({ apiKey: "ork_x", baseUrl: stub.url });
    await assert.rejects(all(client.chatStream({ message: "Hi", session_id: "s" })), StreamError);
  }
});

test("a stream is whole however it is cut", async () => {
  const item = (content: string) => `{"type":"token","content":"${content}","metadata":{}}`;
  const bytes = new TextEncoder().encode(`${item("The 🦊")}\r\n\n${item("ü")}\n{"type":"complete","content":"The 🦊ü"}`);
  const stub = await Stub.start(async (response) => {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    for (const byte of bytes) await new Promise<void>((done) => response.write(Uint8Array.of(byte), done));
    response.end();
  });
  const items = await all(new OrchestraV1({ apiKey: "ork_x", baseUrl: stub.url }).chatStream({ message: "Hi" }));
  assert.deepEqual(items.map(({ content }) => content), ["The 🦊", "ü", "The 🦊ü"]);
});

test("what the manager, the agents and the tools did comes as items that have types", async () => {
  const recorded = readFileSync(`${process.env["V1_EXAMPLES"]}/stream-managed.ndjson`);
  const stub = await Stub.start((response) => {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" }).end(recorded);
  });
  const items = await all(new OrchestraV1({ apiKey: "ork_x", baseUrl: stub.url }).chatStream({ message: "Hi" }));
  const said = recorded.toString().trim().split("\n").map((line) => JSON.parse(line));
  const steps = new Set<string>();
  let told = 0;
  for (const [place, item] of items.entries()) {
    const { metadata } = said[place];
    if (item.type === "status") steps.add(item.content);
    else if (item.type === "manager") assert.equal(item.metadata.intent, metadata.intent, `${++told}`);
    else if (item.type === "complete") assert.equal(item.metadata.swarm_used, metadata.swarm_used, `${++told}`);
  }
  assert.equal(told, 2);
  for (const step of ["agent_started", "agent_completed", "tool_called", "tool_result"]) assert(steps.has(step), step);
});

test("version 1's WebSocket gives every frame, told apart by its correlation id", async () => {
  await using connection = await new OrchestraV1().connect("test", session());
  connection.chat({ message: "[[text One 🦊]]" }, "c-1");
  connection.command({ command: "help" }, "c-2");
  connection.control("ping", "c-3");
  connection.send({ message: "  " });
  const frames: ServerFrameV1[] = [];
  let text = "";
  for await (const frame of connection) {
    frames.push(frame);
    if (frame.type === "stream_token" && frame.data.type === "token") text += frame.data.content;
    const kinds = new Set(frames.map((came) => (came.type === "status" ? came.data.status : came.type)));
    if (["completed", "command_result", "pong", "error"].every((kind) => kinds.has(kind))) break;
  }
  assert.equal(text, "One 🦊");
  const first = frames[0];
  assert(first?.type === "status" && first.data.status === "connected");
  const completed = frames.find((came) => came.type === "status" && came.data.status === "completed");
  assert.equal(completed?.correlation_id, "c-1");
  assert.equal(frames.find(({ type }) => type === "command_result")?.correlation_id, "c-2");
  assert.equal(frames.find(({ type }) => type === "pong")?.correlation_id, "c-3");
});

test("version 1's WebSocket ends quietly when it is closed here, and with the code when it is lost", async () => {
  const line = await Line.to(BASE);
  const client = new OrchestraV1({ baseUrl: line.url });
  const connection = await client.connect("test", session());
  const read = async (closing: () => void) => {
    for await (const frame of connection) if (frame.type === "status") closing();
  };
  await read(() => void connection.close());
  assert.throws(() => connection.control("ping"), ConnectionClosedError);

  await using lost = await client.connect("test", session());
  const reading = async () => {
    for await (const frame of lost) if (frame.type === "status") line.cut();
  };
  await assert.rejects(reading, (error: unknown) => error instanceof ConnectionClosedError && error.code === 1006);
  await assert.rejects(new OrchestraV1({ apiKey: "ork_unknown" }).connect("test", "s"), AuthenticationError);
});

test("a page comes in with a ticket, once", async () => {
  const { ticket } = await new Orchestra().wsTickets.create({ origin: ORIGIN });
  const page = new OrchestraV1({ apiKey: null, defaultHeaders: { Origin: ORIGIN } });
  {
    await using connection = await page.connect("test", session(), { ticket });
    for await (const frame of connection) if (frame.type === "status") break;
  }
  await using again = await page.connect("test", session(), { ticket });
  const frames: ServerFrameV1[] = [];
  await assert.rejects(
    async () => {
      for await (const frame of again) frames.push(frame);
    },
    (error: unknown) => error instanceof ConnectionClosedError && error.code === 4401,
  );
  assert.equal(frames[0]?.type, "error");
});

test("an aborted signal ends a call of version 1", async () => {
  const stop = new AbortController();
  const stream = new OrchestraV1().chatStream({ message: "[[hang after=2]]", session_id: session() }, { signal: stop.signal });
  await assert.rejects(
    async () => {
      for await (const item of stream) if (item.type === "token") stop.abort(new Error("enough"));
    },
    (error: unknown) => error instanceof Error && error.message === "enough" && !(error instanceof APIStatusError),
  );
});
