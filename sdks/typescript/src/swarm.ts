/** What the agents and tools of a run did beside its answer: events in, lists out. */

import type {
  AgentCompletedEvent,
  AgentStartedEvent,
  AgentTokenEvent,
  ToolCalledEvent,
  ToolResultEvent,
  Usage,
} from "./generated/v2.js";

/** One agent's work in one round of a swarm. It grows while the run is followed. */
export interface AgentTurn {
  /** The agent's name. */
  agent: string;
  /** Undefined, as `round` is, where the agent had begun before the run was followed. */
  role: string | undefined;
  /** The round of the swarm's work, from 1. */
  round: number | undefined;
  /**
   * What the agent has said so far. It is no part of the response; the agent that speaks the response itself has its
   * text here when it has completed.
   */
  text: string;
  /** False for an agent that still works, and for one that failed. */
  completed: boolean;
  /** How good it was judged to be, from 0 to 1; null before that, and where nobody did. */
  quality_score: number | null;
  /** What it cost, once it has completed; null where that is not known. */
  usage: Usage | null;
}

/** What a tool was asked, and what it answered. */
export interface ToolCall {
  /** The call's name. */
  call_id: string;
  /** Undefined, as `tool` is, where it was asked before the run was followed. */
  server: string | undefined;
  /** The tool's name. */
  tool: string | undefined;
  /** What it was asked with. */
  arguments: ToolCalledEvent["arguments"];
  /** Undefined until it has answered; false for a tool that could not do it: `content` then says why. */
  ok: boolean | undefined;
  /** What it answered; undefined until it has. */
  content: string | undefined;
}

/** Add what an event says of an agent. */
export function takeAgentEvent(
  turns: AgentTurn[],
  event: AgentStartedEvent | AgentTokenEvent | AgentCompletedEvent,
): void {
  const { agent } = event;
  let turn = last(turns, (known) => known.agent === agent);
  if (!turn || turn.completed || event.type === "agent.started") {
    turn = { agent, role: undefined, round: undefined, text: "", completed: false, quality_score: null, usage: null };
    turns.push(turn);
  }
  if (event.type === "agent.token") {
    turn.text += event.text;
    return;
  }
  turn.role = event.role;
  turn.round = event.round;
  if (event.type === "agent.started") return;
  turn.completed = true;
  turn.text = event.text;
  turn.quality_score = event.quality_score;
  turn.usage = event.usage;
}

/** Add what an event says of a tool. */
export function takeToolEvent(calls: ToolCall[], event: ToolCalledEvent | ToolResultEvent): void {
  const { call_id } = event;
  let call = last(calls, (known) => known.call_id === call_id);
  if (!call || event.type === "tool.called") {
    call = { call_id, server: undefined, tool: undefined, arguments: {}, ok: undefined, content: undefined };
    calls.push(call);
  }
  if (event.type === "tool.called") {
    call.server = event.server;
    call.tool = event.tool;
    call.arguments = event.arguments;
  } else {
    call.ok = event.ok;
    call.content = event.content;
  }
}

function last<T>(list: readonly T[], fits: (item: T) => boolean): T | undefined {
  for (let place = list.length - 1; place >= 0; place--) if (fits(list[place]!)) return list[place];
  return undefined;
}
