/** Events in, state out: what is known of a run that is followed, whatever carries its events. */

import { StreamError } from "./errors.js";
import { EVENT_TYPES, TERMINAL_EVENTS } from "./generated/v2.js";
import type { ManagerIntentEvent, RunEvent, RunNoticeEvent, TerminalEvent } from "./generated/v2.js";
import { type AgentTurn, takeAgentEvent, takeToolEvent, type ToolCall } from "./swarm.js";

/** What an event is to a fold: the next one, one that came before, or one with others missing before it. */
export type Taken = "new" | "seen" | "gap";

// Events whose texts are put together.
const TEXTS = new Set(["token", "agent.token", "agent.completed"]);

/** The state of a followed run. It does not read, wait or send. */
export class Fold {
  /** The run; undefined until its name is known. */
  run_id: string | undefined;
  /** The offset of the last event taken; -1 before the first. */
  offset: number;
  /** The texts of the tokens taken so far, joined. What agents say to each other is no part of it. */
  text = "";
  /** The event that ended the run. */
  terminal: TerminalEvent | undefined;
  /** What the manager made of the message, once it has said so. */
  intent: ManagerIntentEvent | undefined;
  /** What the agents of a swarm have said so far, a turn an agent and round, in the order of their beginning. */
  readonly agents: AgentTurn[] = [];
  /** The tools that were asked so far, with what they answered. */
  readonly tools: ToolCall[] = [];
  /** What the service let its client know so far. */
  readonly notices: RunNoticeEvent[] = [];
  /** False when events were lost because the service's log had been trimmed; `text` has a hole then. */
  recovered = true;
  #mayJump = false;

  /** `after` is the offset behind which the run is followed. */
  constructor(run_id?: string, after = -1) {
    this.run_id = run_id;
    this.offset = after;
  }

  /** The cursor behind the last event taken, such as `run_x:12`; undefined before the first. */
  get lastEventId(): string | undefined {
    return this.run_id !== undefined && this.offset >= 0 ? `${this.run_id}:${this.offset}` : undefined;
  }

  /** The log was trimmed: what comes next may begin at a later offset. */
  skip(): void {
    this.recovered = false;
    this.#mayJump = true;
  }

  /** Take an event. Only one that is "new" changes the state. Throws StreamError for another run's event. */
  take(event: RunEvent): Taken {
    this.run_id ??= event.run_id;
    if (event.run_id !== this.run_id) {
      throw new StreamError(`An event of ${event.run_id} came in the stream of ${this.run_id}.`);
    }
    if (event.offset <= this.offset || this.terminal) return "seen";
    if (event.offset > this.offset + 1 && !this.#mayJump) return "gap";
    this.#mayJump = false;
    this.offset = event.offset;
    this.#gather(event);
    return "new";
  }

  #gather(event: RunEvent): void {
    switch (event.type) {
      case "token":
        this.text += event.text;
        break;
      case "manager.intent":
        this.intent = event;
        break;
      case "agent.started":
      case "agent.token":
      case "agent.completed":
        takeAgentEvent(this.agents, event);
        break;
      case "tool.called":
      case "tool.result":
        takeToolEvent(this.tools, event);
        break;
      case "run.notice":
        this.notices.push(event);
        break;
      default:
        if (isTerminal(event)) this.terminal = event;
    }
  }
}

/** Whether an event ends its run. */
export function isTerminal(event: RunEvent): event is TerminalEvent {
  return TERMINAL_EVENTS.has(event.type);
}

/** An event from its JSON. Throws StreamError for what is none. */
export function parseEvent(json: string): RunEvent {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new StreamError(`An event is no JSON: ${json.slice(0, 100)}`, { cause });
  }
  return toEvent(data);
}

/** An event from a JSON value; a type that is not known becomes an UnknownEvent. Throws StreamError for what is none. */
export function toEvent(data: unknown): RunEvent {
  const event = data as { type: string; run_id: string; offset: number; text?: unknown; error?: unknown } | null;
  if (
    typeof event !== "object" ||
    typeof event?.type !== "string" ||
    typeof event.run_id !== "string" ||
    !(Number.isSafeInteger(event.offset) && event.offset >= 0) ||
    (TEXTS.has(event.type) && typeof event.text !== "string") ||
    (event.type === "run.failed" && (typeof event.error !== "object" || event.error === null))
  ) {
    throw new StreamError(`An event is malformed: ${JSON.stringify(data)?.slice(0, 100)}`);
  }
  if (EVENT_TYPES.has(event.type)) return event as RunEvent;
  const { type, run_id, offset } = event;
  return { type: "unknown", unknown_type: type, run_id, offset, data: data as Record<string, unknown> };
}
