// The recorded streams of the specification, as both SDKs fold them.

import { readdirSync, readFileSync } from "node:fs";

import { Fold, parseEvent, type RunEvent, SseParser } from "@ai-orchestra/sdk";

const FOLDER = process.env["STREAMS"]!;

export const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith(".sse"));

export function bytes(name: string): Uint8Array {
  return readFileSync(`${FOLDER}/${name}`);
}

/** What the parser makes of pieces. */
export function parse(...pieces: Uint8Array[]): string[] {
  const parser = new SseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

export function events(name: string): RunEvent[] {
  return parse(bytes(name)).map(parseEvent);
}

/** A fold that took all of it, from wherever the transcript begins. */
export function folded(name: string): Fold {
  const all = events(name);
  const fold = new Fold(undefined, all[0]!.offset - 1);
  for (const event of all) fold.take(event);
  return fold;
}
