/** What the playground asks of either version of the contract, and what it hears while an answer comes. */

import type { AgentTurn, OptimizationMode, RunEvent, ToolCall } from "../../sdks/typescript/src/index.js";

/** One line of the list of events. */
export interface ShownEvent {
  type: string;
  /** Undefined in version 1, which numbers nothing. */
  offset: number | undefined;
  /** A few words about it. */
  gist: string;
  /** All of it. */
  whole: object;
}

/** Who hears what comes while a message is answered. */
export interface Hearer {
  /** The run has begun: it can be cancelled and its connection be cut. */
  began(run_id: string): void;
  event(event: ShownEvent): void;
  /** A piece of the answer. */
  text(piece: string): void;
  /** What the manager says first; no part of the answer. */
  manager(text: string): void;
  /** All that agents and tools have done so far. */
  work(agents: readonly AgentTurn[], tools: readonly ToolCall[]): void;
  /** Something that the service wants to be known. */
  notice(text: string): void;
  /** What became of the connection. */
  line(text: string): void;
}

/** How an answer ended; one that failed is thrown. */
export interface Ending {
  cancelled: boolean;
  /** What there is to say about it. */
  summary: string;
}

/** What a message is sent with. */
export interface Request {
  message: string;
  session_id: string;
  /** Undefined for a single call of the model, and in version 1. */
  swarm: string | undefined;
  /** How much the swarm is to do. */
  mode: OptimizationMode;
}

/** One version's way to talk to the service. It keeps its connection from one message to the next. */
export interface Conversation {
  /** Send a message and hear its answer to the end. Throws what the SDK throws. */
  say(request: Request, hearer: Hearer): Promise<Ending>;
  /** End the answer that is being written. Throws what the SDK throws. */
  cancel(): Promise<void>;
  /** Drop the connection, as if the network had failed. */
  cut(): void;
  close(): void;
}

/** A few words about an event. */
export function gist(event: RunEvent): string {
  switch (event.type) {
    case "token":
      return JSON.stringify(event.text);
    case "agent.token":
      return `${event.agent}: ${JSON.stringify(event.text)}`;
    case "run.queued":
      return `place ${event.position}`;
    case "run.started":
      return event.swarm ? `${event.swarm}, ${event.model}` : event.model;
    case "manager.intent":
      return `${event.intent}, ${event.confidence}`;
    case "agent.started":
    case "agent.completed":
      return `${event.agent}, round ${event.round}`;
    case "tool.called":
      return `${event.server}/${event.tool}`;
    case "tool.result":
      return event.ok ? "done" : "not done";
    case "run.notice":
      return event.code;
    case "run.completed":
      return `${event.finish_reason}, ${event.usage.output_tokens} tokens`;
    case "run.failed":
      return event.error.code;
    case "run.cancelled":
      return event.reason;
    case "unknown":
      return "a type this page does not know";
  }
}
