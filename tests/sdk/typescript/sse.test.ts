import assert from "node:assert/strict";
import { test } from "node:test";

import { SseParser, StreamError } from "@ai-orchestra/sdk";

import { bytes, NAMES, parse } from "./transcripts.js";

const encoder = new TextEncoder();

for (const name of NAMES) {
  for (const [kind, end] of [["LF", "\n"], ["CR", "\r"], ["CRLF", "\r\n"]] as const) {
    test(`${name} with ${kind} gives the same events wherever it is cut`, () => {
      const plain = new TextDecoder().decode(bytes(name));
      const whole = parse(encoder.encode(plain));
      assert(whole.length > 0);
      const text = encoder.encode(plain.replaceAll("\n", end));
      for (let cut = 0; cut <= text.length; cut++) {
        assert.deepEqual(parse(text.subarray(0, cut), text.subarray(cut)), whole, `cut at ${cut}`);
      }
      assert.deepEqual(parse(...Array.from(text, (byte) => Uint8Array.of(byte))), whole, "byte by byte");
    });
  }
}

test("several data lines are one event, comments and other fields are none", () => {
  const text = ":hello\nretry: 2000\n\nid: x\ndata: one\ndata:two\ndata\n\nevent: empty\n\ndata: rest";
  assert.deepEqual(parse(encoder.encode(text)), ["one\ntwo\n"]);
});

test("the lines of one event stay together, whatever ends them and wherever they are cut", () => {
  for (const end of ["\n", "\r", "\r\n"]) {
    const text = encoder.encode("data: one\ndata: two\n\ndata: three\n\n".replaceAll("\n", end));
    for (let cut = 0; cut <= text.length; cut++) {
      const found = parse(text.subarray(0, cut), new Uint8Array(), text.subarray(cut));
      assert.deepEqual(found, ["one\ntwo", "three"], `${JSON.stringify(end)} cut at ${cut}`);
    }
  }
});

test("a byte order mark at the beginning is no part of the first field", () => {
  assert.deepEqual(parse(encoder.encode("\uFEFFdata: one\n\n")), ["one"]);
});

test("an event without an end is not collected for ever", () => {
  const parser = new SseParser();
  const piece = encoder.encode(`data: ${"x".repeat(1024 * 1024)}`);
  assert.throws(() => {
    for (let times = 0; times < 9; times++) parser.push(piece);
  }, StreamError);
});

test("data lines without an end are not collected for ever", () => {
  const parser = new SseParser();
  const piece = encoder.encode(`data: ${"x".repeat(1024 * 1024)}\n`);
  assert.throws(() => {
    for (let times = 0; times < 9; times++) parser.push(piece);
  }, StreamError);
});
