// A small model of the service behind a line that breaks, for tests of the wire: everything happens when the test says so.

import type { ClientFrame, RunEvent } from "@ai-orchestra/sdk";

import type { Followed } from "../node_modules/@ai-orchestra/sdk/dist/followed.js";
import { Wire, type World } from "../node_modules/@ai-orchestra/sdk/dist/wire.js";

export const NOW = "2026-11-20T09:30:00.000Z";
export const LIMITS = { max_runs: 3, max_frame_bytes: 2000, idle_timeout: 300, ping_interval: 15 };

/** Random numbers that come again with their seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** An integer from 0 up to `below`. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  }

  /** One of several. */
  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
}

/** One run of the model: a log that grows until its terminal event. */
export interface ModelRun {
  id: string;
  key: string;
  log: RunEvent[];
  over: boolean;
}

/** What a follower of the model has of a run. */
interface Cursor {
  run: ModelRun;
  next: number;
}

/** The service, and both directions of the line to it. */
export class Service {
  readonly runs: ModelRun[] = [];
  /** Frames on their way. */
  toService: ClientFrame[] = [];
  toClient: object[] = [];
  /** Refuse so many resumes for now. */
  refusals = 0;
  detaches = 0;
  resumes = 0;
  /** Behind which offset the last resume wanted to go on. */
  after: number | undefined;
  #following: Cursor[] = [];

  /** A new connection, on which nothing is followed. */
  connect(): void {
    this.toService = [];
    this.toClient = [
      { type: "welcome", connection_id: "con_1", api_version: "v2", contract_version: "2.0.0", limits: LIMITS, created_at: NOW },
    ];
    this.#following = [];
  }

  /** Take the next frame of the client's. */
  take(): void {
    const frame = this.toService.shift();
    if (!frame) return;
    if (frame.type === "chat") this.#chat(frame.id, frame.idempotency_key!);
    else if (frame.type === "resume") this.#resume(frame.id, frame.run_id, frame.after ?? -1);
    else if (frame.type === "detach") this.#detach(frame.id, frame.run_id);
    else if (frame.type === "status") {
      const runs = this.#following.map(({ run }) => ({ run_id: run.id }));
      this.toClient.push({ type: "status", id: frame.id, connection_id: "con_1", runs, created_at: NOW });
    }
  }

  /** Something happens in a run. */
  grow(run: ModelRun, end: boolean): void {
    if (run.over) return;
    const place = { run_id: run.id, offset: run.log.length };
    run.over = end;
    run.log.push(
      (end
        ? { type: "run.completed", ...place, response: "" }
        : { type: "token", ...place, text: `${place.offset} ` }) as RunEvent,
    );
    this.#send();
  }

  #send(): void {
    for (const cursor of this.#following) {
      while (cursor.next < cursor.run.log.length) this.toClient.push(cursor.run.log[cursor.next++]!);
    }
    this.#following = this.#following.filter(({ run, next }) => !(run.over && next >= run.log.length));
  }

  #follow(run: ModelRun, next: number): void {
    this.#leave(run.id);
    this.#following.push({ run, next });
    this.#send();
  }

  #leave(run_id: string): boolean {
    const before = this.#following.length;
    this.#following = this.#following.filter(({ run }) => run.id !== run_id);
    return this.#following.length < before;
  }

  #full(id: string, run_id?: string): boolean {
    if (this.#following.length < LIMITS.max_runs || this.#following.some(({ run }) => run.id === run_id)) return false;
    this.refuse(id, 429, "connection_limit", true);
    return true;
  }

  #chat(id: string, key: string): void {
    if (this.#full(id)) return;
    let run = this.runs.find((run) => run.key === key);
    if (!run) {
      run = { id: `run_${this.runs.length}`, key, log: [], over: false };
      this.runs.push(run);
    }
    const ids = { run_id: run.id, session_id: "ses_1", user_message_id: "msg_1" };
    this.toClient.push({ type: "accepted", id, ...ids, created_at: NOW });
    this.#follow(run, 0);
  }

  #resume(id: string, run_id: string, after: number): void {
    this.resumes++;
    this.after = after;
    if (this.#full(id, run_id)) return;
    if (this.refusals > 0) {
      this.refusals--;
      return this.refuse(id, 503, "overloaded", true);
    }
    const run = this.runs.find((run) => run.id === run_id)!;
    this.#leave(run_id);
    this.toClient.push({ type: "resumed", id, run_id, recovered: true, from: after + 1, created_at: NOW });
    this.#follow(run, after + 1);
  }

  #detach(id: string, run_id: string): void {
    this.detaches++;
    if (!this.#leave(run_id)) return this.refuse(id, 404, "not_found", false);
    this.toClient.push({ type: "status", id, connection_id: "con_1", runs: [{ run_id }], created_at: NOW });
  }

  refuse(id: string, status: number, code: string, retryable: boolean): void {
    const problem = { type: "/", title: code, status, detail: "No.", code, retryable, correlation_id: "c" };
    this.toClient.push({ type: "error", id, problem, created_at: NOW });
  }
}

/** A wire whose world is the model. */
export class Played {
  readonly service = new Service();
  readonly wire: Wire;
  /** What was put off. */
  later: (() => void)[] = [];
  readonly #followed: { followed: Followed; got: RunEvent[] }[] = [];

  constructor(maxRetries: number, buffer: number) {
    const world: World = {
      send: (text) => void this.service.toService.push(JSON.parse(text) as ClientFrame),
      later: (_, act) => void this.later.push(act),
    };
    this.wire = new Wire(world, maxRetries, buffer);
  }

  get readers(): readonly { followed: Followed; got: RunEvent[] }[] {
    return this.#followed;
  }

  follow(followed: Followed): { followed: Followed; got: RunEvent[] } {
    const reader = { followed, got: [] };
    this.#followed.push(reader);
    return reader;
  }

  /** Let the client have the next frame. */
  hear(): void {
    const frame = this.service.toClient.shift();
    if (frame) this.wire.receive(JSON.stringify(frame));
  }

  /** Let a reader read so many events. */
  read({ followed, got }: { followed: Followed; got: RunEvent[] }, count: number): void {
    for (let left = count; left > 0; left--) {
      const event = this.wire.read(followed);
      if (!event) return;
      got.push(event);
    }
  }

  /** Let everything come that is on its way, readers reading all the while, and what was put off be done once. */
  settle(): void {
    this.#flow();
    for (const act of this.later.splice(0)) act();
    this.#flow();
  }

  #flow(): void {
    const { service } = this;
    do {
      service.take();
      this.hear();
      for (const reader of this.#followed) this.read(reader, Infinity);
    } while (service.toService.length + service.toClient.length > 0);
  }
}
