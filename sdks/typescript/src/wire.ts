/**
 * A connection over /v2/ws without its sockets: frames go in, and frames come out.
 *
 * The connection outlives its sockets. Whatever is open when one is lost is taken up again on the next one: runs behind
 * their last event, chats and commands that were not answered under the same idempotency key, questions by asking again.
 *
 * A run's events wait for their reader in a buffer of their own. Where one is full the run is detached, and resumed when
 * it is empty: nothing is lost, nobody waits for somebody else, and memory has a bound.
 */

import {
  APIError,
  APIStatusError,
  ConnectionClosedError,
  OrchestraError,
  statusError,
  StreamError,
} from "./errors.js";
import { isTerminal, toEvent } from "./fold.js";
import { Followed } from "./followed.js";
import { EVENT_TYPES, FRAME_TYPES } from "./generated/v2.js";
import type {
  ChatFrame,
  ClientFrame,
  ConnectionLimits,
  ErrorFrame,
  GoodbyeFrame,
  ResumedFrame,
  RunEvent,
  ServiceFrame,
  WelcomeFrame,
} from "./generated/v2.js";
import { redact } from "./log.js";
import { reconnects } from "./reconnects.js";
import { LONGEST_WAIT } from "./transport.js";
import { backoff } from "./wait.js";

/** So many events of one run wait for their reader. */
export const BUFFER = 1024;
// So many runs and questions may be open at once.
const MOST_OPEN = 1000;

/** A frame as a caller says it: the wire names it. */
export type Unnamed<T> = T extends unknown ? Omit<T, "id"> : never;

/** Told once what came of a question. */
type Settle = (error: unknown, answer?: ServiceFrame) => void;

/** What a Wire needs of the world. */
export interface World {
  /** Send a text frame. Only called between a welcome and `lost` or `end`. */
  send(text: string): void;
  /** Call `act` in so many milliseconds. */
  later(ms: number, act: () => void): void;
}

/** The state of one connection over all its sockets. */
export class Wire {
  /** What the last welcome said. */
  welcome: WelcomeFrame | undefined;
  /** Why there will be no socket any more. */
  ended: unknown;
  /** Whether frames can be sent: between a welcome and the loss of its socket. */
  open = false;
  #goodbye: GoodbyeFrame | undefined;
  readonly #world: World;
  readonly #maxRetries: number;
  readonly #buffer: number;
  readonly #follows = new Set<Followed>();
  readonly #questions = new Map<string, { frame: ClientFrame; settle: Settle }>();
  /** Chats whose readers left before they were accepted. */
  readonly #abandoned = new Set<string>();
  /** Questions of its own: whether a run still goes on. */
  readonly #doubts = new Map<string, Followed>();
  #names = 0;
  #failures = 0;
  /** Whether the socket has brought more than its welcome. */
  #proven = false;

  constructor(world: World, maxRetries: number, buffer = BUFFER) {
    this.#world = world;
    this.#maxRetries = maxRetries;
    this.#buffer = buffer;
  }

  // What callers want.

  /** Begin a run. Throws OrchestraError where the connection has ended, or too much is open, or the frame is too large. */
  chat(frame: Omit<ChatFrame, "id">): Followed {
    this.#check(frame);
    const follow = new Followed(frame);
    this.#follows.add(follow);
    this.#begin(follow);
    return follow;
  }

  /** Follow a run behind an offset; -1 for all of it. Throws OrchestraError as `chat` does, and where it is followed. */
  resume(run_id: string, after: number): Followed {
    this.#check({ run_id });
    if (this.#run(run_id)) throw followedAlready(run_id);
    const follow = new Followed(undefined, run_id, after);
    this.#follows.add(follow);
    this.#resumeWaiting();
    return follow;
  }

  /** Ask what one frame answers. Gives the question's name. Throws OrchestraError as `chat` does. */
  ask(unnamed: Unnamed<ClientFrame>, settle: Settle): string {
    this.#check(unnamed);
    const id = this.#name();
    const frame = { ...unnamed, id } as ClientFrame;
    this.#questions.set(id, { frame, settle });
    this.#say(frame);
    return id;
  }

  /** Wait for an answer no longer. */
  forget(id: string): void {
    this.#questions.delete(id);
  }

  /** The next event for the reader of a run; undefined where none is there yet, or its state is "over". */
  read(follow: Followed): RunEvent | undefined {
    const event = follow.shift();
    if (follow.state === "parked" && follow.events.length === 0) {
      follow.state = "waiting";
      this.#resumeWaiting();
    }
    return event;
  }

  /** Follow a run no longer. It goes on as its `on_disconnect` says. */
  leave(follow: Followed, error: unknown): void {
    const { state, question } = follow;
    if (state === "over") return;
    this.#end(follow, error);
    if (state === "asked" && question !== undefined && this.open) this.#abandoned.add(question);
    else if (state === "live" || state === "resuming") this.#detach(follow.fold.run_id!);
    this.#resumeWaiting();
  }

  // What the socket says.

  /** A text frame came. Throws StreamError where it cannot be understood: the socket is of no use then. */
  receive(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      // Said below.
    }
    if (typeof frame !== "object" || frame === null) throw unreadable(text);
    const { type, run_id, offset } = frame as { type?: unknown; run_id?: unknown; offset?: unknown };
    if (FRAME_TYPES.has(type as string)) this.#take(frame as ServiceFrame);
    else if (EVENT_TYPES.has(type as string) || (run_id !== undefined && offset !== undefined)) {
      if (typeof run_id !== "string") throw unreadable(text);
      this.#event(run_id, frame);
    }
    // What is neither is a frame of a later version.
  }

  /** The socket is gone. How long to wait before the next one, in milliseconds; undefined where there is to be none. */
  lost(code: number, reason: string): number | undefined {
    const goodbye = this.#goodbye;
    this.#disconnect();
    if (this.ended) return undefined;
    const reconnect = goodbye?.reconnect ?? reconnects(code);
    this.#failures = this.#proven ? 0 : this.#failures + 1;
    if (!reconnect || this.#failures > this.#maxRetries) {
      this.end(new ConnectionClosedError(goodbye?.code ?? code, goodbye?.reason ?? reason, reconnect));
      return undefined;
    }
    return Math.max(goodbye?.after_ms ?? 0, backoff(this.#failures));
  }

  /** No socket came to be. As `lost`. */
  unreachable(error: unknown): number | undefined {
    this.#disconnect();
    if (this.ended) return undefined;
    const refused = error instanceof APIStatusError;
    // The SDK's plain errors are about a way of using it that cannot work; what is not the SDK's is the ticket's maker's.
    const again = refused ? error.retryable : error instanceof APIError || !(error instanceof OrchestraError);
    const retry_after = (refused && error.retry_after) || 0;
    if (!again || ++this.#failures > this.#maxRetries || retry_after > LONGEST_WAIT) {
      this.end(error);
      return undefined;
    }
    return Math.max(retry_after * 1000, backoff(this.#failures - 1));
  }

  /** There will be no socket any more: everybody who waits gets the error. */
  end(error: unknown): void {
    if (this.ended) return;
    this.#disconnect();
    this.ended = error;
    for (const follow of [...this.#follows]) this.#end(follow, error);
    for (const { settle } of this.#questions.values()) settle(error);
    this.#questions.clear();
  }

  // Frames.

  #take(frame: ServiceFrame): void {
    if (frame.type === "welcome") return this.#welcome(frame);
    if (frame.type === "goodbye") this.#goodbye = frame;
    else this.#proven = true;
    if (frame.type === "accepted") this.#accepted(frame.id, frame.run_id);
    else if (frame.type === "resumed") this.#resumed(frame);
    else if (frame.type === "error") this.#refused(frame);
    else if ("id" in frame && typeof frame.id === "string") this.#answered(frame.id, frame);
  }

  #welcome(frame: WelcomeFrame): void {
    this.welcome = frame;
    this.open = true;
    this.#proven = false;
    this.#resumeWaiting();
    for (const follow of this.#follows) if (follow.state === "asked") this.#begin(follow);
    for (const { frame } of this.#questions.values()) this.#say(frame);
  }

  #accepted(id: string, run_id: string): void {
    if (this.#abandoned.delete(id)) return this.#detach(run_id);
    const follow = this.#asking(id);
    if (!follow) return;
    if (typeof run_id !== "string") return this.#end(follow, new StreamError("A chat was accepted without a run."));
    if (this.#run(run_id)) return this.#end(follow, followedAlready(run_id));
    follow.fold.run_id = run_id;
    this.#begun(follow);
  }

  #resumed({ id, recovered, from }: ResumedFrame): void {
    const follow = this.#asking(id);
    if (!follow) return;
    if (recovered === false) follow.mayJump = from > follow.received + 1;
    this.#begun(follow);
    if (follow.after < 0 || follow.received > follow.after) return;
    // The service says the same of a run that goes on and of one that had ended at the cursor. Asked, it does not.
    const doubt = this.#name();
    this.#doubts.set(doubt, follow);
    this.#say({ type: "status", id: doubt });
  }

  #begun(follow: Followed): void {
    follow.state = "live";
    follow.question = undefined;
    follow.accepted = true;
    follow.changed();
  }

  #answered(id: string, frame: ServiceFrame): void {
    const doubtful = this.#doubts.get(id);
    this.#doubts.delete(id);
    if (doubtful && frame.type === "status" && doubtful.state === "live" && doubtful.received === doubtful.after) {
      const { run_id } = doubtful.fold;
      if (frame.runs?.some((run) => run.run_id === run_id)) return;
      this.#end(doubtful, new StreamError(`${run_id} has ended, and nothing comes behind offset ${doubtful.after}.`));
    }
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    question?.settle(undefined, frame);
  }

  #refused({ id, problem }: ErrorFrame): void {
    if (typeof id !== "string") return;
    this.#abandoned.delete(id);
    const error = statusError({ status: problem?.status ?? 500, problem });
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    question?.settle(error);
    const follow = this.#asking(id);
    if (!follow) return;
    follow.question = undefined;
    // The first time it is the caller who decides what to do; later the caller has what was asked for.
    if (error.retryable && (follow.accepted || follow.sendings > 1) && this.#pause(follow, error)) return;
    this.#end(follow, error);
    this.#resumeWaiting();
  }

  // Events.

  #event(run_id: string, data: object): void {
    this.#proven = true;
    const follow = this.#run(run_id);
    if (follow?.state !== "live") return;
    let event: RunEvent;
    try {
      event = toEvent(data);
    } catch (malformed) {
      return this.leave(follow, malformed);
    }
    const { offset } = event;
    if (offset <= follow.received) return;
    if (offset > follow.received + 1 && !follow.mayJump) return this.#stumble(follow);
    if (follow.events.length >= this.#buffer) {
      follow.state = "parked";
      this.#detach(run_id);
      return this.#resumeWaiting();
    }
    follow.events.push(event);
    follow.received = offset;
    follow.mayJump = false;
    follow.tries = 0;
    if (!isTerminal(event)) return follow.changed();
    this.#end(follow);
    this.#resumeWaiting();
  }

  /** Events are missing: ask for them, but not for ever. */
  #stumble(follow: Followed): void {
    if (follow.tries++ >= this.#maxRetries) {
      const { run_id } = follow.fold;
      return this.leave(follow, new StreamError(`Events of ${run_id} behind offset ${follow.received} do not come.`));
    }
    follow.state = "waiting";
    this.#resumeWaiting();
  }

  // Runs.

  /** Send a chat. */
  #begin(follow: Followed): void {
    if (!this.open) return;
    follow.sendings++;
    follow.question = this.#name();
    this.#say({ ...follow.chat!, id: follow.question });
  }

  /** Send the resumes that there is room for. */
  #resumeWaiting(): void {
    if (!this.open) return;
    const limits: Partial<ConnectionLimits> = this.welcome?.limits ?? {};
    let room = limits.max_runs ?? Infinity;
    for (const { state } of this.#follows) if (["asked", "live", "resuming"].includes(state)) room--;
    for (const follow of this.#follows) {
      // The first time, the service's refusal is what the caller wants to know.
      if (follow.state !== "waiting" || (room <= 0 && follow.accepted)) continue;
      room--;
      follow.state = "resuming";
      follow.sendings++;
      follow.question = this.#name();
      const after = follow.received < 0 ? {} : { after: follow.received };
      this.#say({ type: "resume", id: follow.question, run_id: follow.fold.run_id!, ...after });
    }
  }

  /** Try again what was refused for now; false where that was done often enough. */
  #pause(follow: Followed, error: APIStatusError): boolean {
    const wait = Math.max(1000 * (error.retry_after ?? 0), backoff(follow.tries));
    if (wait > 1000 * LONGEST_WAIT) return false;
    // A run that was left for a while may find its place taken; what takes it ends some day.
    if (error.code !== "connection_limit" && follow.tries++ >= this.#maxRetries) return false;
    follow.state = "paused";
    this.#world.later(wait, () => this.#unpause(follow));
    return true;
  }

  #unpause(follow: Followed): void {
    if (follow.state !== "paused") return;
    follow.state = follow.accepted || !follow.chat ? "waiting" : "asked";
    if (follow.state === "asked") this.#begin(follow);
    else this.#resumeWaiting();
  }

  #end(follow: Followed, error?: unknown): void {
    follow.state = "over";
    follow.error = error;
    this.#follows.delete(follow);
    follow.changed();
  }

  #detach(run_id: string): void {
    this.#say({ type: "detach", id: this.#name(), run_id });
  }

  #disconnect(): void {
    this.open = false;
    this.#goodbye = undefined;
    this.#abandoned.clear();
    this.#doubts.clear();
    for (const follow of this.#follows) {
      follow.question = undefined;
      if (["live", "resuming", "paused"].includes(follow.state)) {
        follow.state = follow.accepted || !follow.chat ? "waiting" : "asked";
      }
    }
  }

  #run(run_id: string): Followed | undefined {
    for (const follow of this.#follows) if (follow.fold.run_id === run_id) return follow;
    return undefined;
  }

  /** The run whose chat or resume has this name. */
  #asking(id: string): Followed | undefined {
    for (const follow of this.#follows) if (follow.question !== undefined && follow.question === id) return follow;
    return undefined;
  }

  #check(frame: object): void {
    if (this.ended) throw this.ended;
    if (this.#follows.size + this.#questions.size >= MOST_OPEN) {
      throw new OrchestraError(`${MOST_OPEN} runs and questions are open on this connection already.`);
    }
    const most = this.welcome?.limits?.max_frame_bytes ?? Infinity;
    // 200 bytes are for the frame's name; a character is three bytes at the most, or a pair of them four.
    const text = JSON.stringify(frame);
    if (text.length * 3 + 200 > most && new TextEncoder().encode(text).length + 200 > most) {
      throw new OrchestraError(`The message is larger than the ${most} bytes that the service takes.`);
    }
  }

  /** Send a frame where that can be done now; what must not be lost is said again after the next welcome. */
  #say(frame: ClientFrame): void {
    if (this.open) this.#world.send(JSON.stringify(frame));
  }

  #name(): string {
    return `c-${++this.#names}`;
  }
}

function followedAlready(run_id: string): OrchestraError {
  return new OrchestraError(`${run_id} is followed on this connection already.`);
}

function unreadable(text: string): StreamError {
  return new StreamError(`A frame cannot be understood: ${redact(text.slice(0, 100))}`);
}
