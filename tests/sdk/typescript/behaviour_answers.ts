/** What the TypeScript SDK gives, read field by field: a field that is gone or renamed is a type error here. */

import { APIStatusError, ConnectionClosedError, OrchestraError, RunCancelledError, RunFailedError } from "@ai-orchestra/sdk";
import type {
  ChatResponse,
  CommandResult,
  CommandResultFrame,
  IntentReport,
  ManagerIntentEvent,
  Memory,
  Message,
  Model,
  Run,
  RunCompletedEvent,
  RunEvent,
  RunFeedback,
  RunStream,
  Session,
  StatusReportFrame,
  Swarm,
  Usage,
  WsTicket,
} from "@ai-orchestra/sdk";

/** As JSON; what is undefined here is None there and null in between. */
export type Data = Record<string, unknown>;

export function chatAnswer(answer: ChatResponse, also: string[]): Data {
  const all: Data = { ...answer };
  return {
    run_id: answer.run_id,
    session_id: answer.session_id,
    message_id: answer.message_id,
    response: answer.response,
    finish_reason: answer.finish_reason,
    model: answer.model,
    usage: usage(answer.usage),
    also: Object.fromEntries(also.map((name) => [name, all[name]])),
  };
}

export function usage(found: Usage | null): Data | null {
  if (found === null) return null;
  const { input_tokens, output_tokens, total_tokens, source } = found;
  return { input_tokens, output_tokens, total_tokens, source };
}

export function runAnswer(run: Run): Data {
  return {
    run_id: run.run_id,
    status: run.status,
    response: run.response,
    finish_reason: run.finish_reason,
    last_offset: run.last_offset,
    cancel_reason: run.cancel_reason,
    error: run.error?.code ?? null,
  };
}

export function sessionAnswer(session: Session): Data {
  const { session_id, title, metadata, settings } = session;
  return { session_id, title, metadata, settings };
}

export function messageAnswer(message: Message): Data {
  return { message_id: message.message_id, role: message.role, content: message.content };
}

export function modelAnswer(model: Model): Data {
  return { id: model.id, provider: model.provider, context_tokens: model.context_tokens };
}

export function memoryAnswer({ message_id, session_id, role, content, relevance }: Memory): Data {
  return { message_id, session_id, role, content, relevance };
}

export function swarmAnswer({ swarm_type, roles, available }: Swarm): Data {
  return { swarm_type, roles, available };
}

export function intentAnswer(report: IntentReport | ManagerIntentEvent): Data {
  const { intent, confidence, certain, parameters, mood, response } = report;
  const ranking = "ranking" in report ? report.ranking.map((one) => one.intent) : undefined;
  return { intent, confidence, certain, parameters, mood, response, ranking };
}

export function feedbackAnswer({ run_id, rating, comment, intent }: RunFeedback): Data {
  return { run_id, rating, comment, intent };
}

export function commandAnswer(result: CommandResult | CommandResultFrame): Data {
  return { command: result.command, output: result.output };
}

export function ticketAnswer(ticket: WsTicket): Data {
  return { ticket: ticket.ticket, expires_at: ticket.expires_at };
}

export function statusAnswer(report: StatusReportFrame): Data {
  return { runs: report.runs.map((run) => ({ run_id: run.run_id, status: run.status })) };
}

export function completed(event: RunCompletedEvent): Data {
  return {
    response: event.response,
    finish_reason: event.finish_reason,
    message_id: event.message_id,
    usage: usage(event.usage),
  };
}

/** An error by its class and the fields of it. Throws what is no error of the SDK's. */
export function errorAnswer(error: unknown): Data {
  if (!(error instanceof OrchestraError)) throw error;
  const kinds: string[] = [];
  for (let kind: unknown = error.constructor; typeof kind === "function"; kind = Object.getPrototypeOf(kind)) {
    kinds.push(kind.name);
    if (kind === OrchestraError) break;
  }
  const found: Data = { error: error.name, is: kinds, message: error.message };
  if (error instanceof APIStatusError) {
    return {
      ...found,
      status: error.status,
      code: error.code,
      title: error.title,
      detail: error.detail,
      retryable: error.retryable,
      correlation_id: error.correlation_id,
      errors: error.errors.map(({ pointer, detail }) => ({ pointer, detail })),
      retry_after: error.retry_after,
      run_id: error.run_id,
      has_problem: error.problem !== undefined,
    };
  }
  if (error instanceof RunFailedError) {
    return {
      ...found,
      run_id: error.run_id,
      code: error.code,
      detail: error.detail,
      retryable: error.retryable,
      correlation_id: error.correlation_id,
      response: error.response,
      usage: usage(error.usage),
      offset: error.event.offset,
    };
  }
  if (error instanceof RunCancelledError) {
    return {
      ...found,
      run_id: error.run_id,
      reason: error.reason,
      response: error.response,
      usage: usage(error.usage),
      offset: error.event.offset,
    };
  }
  if (error instanceof ConnectionClosedError) {
    return { ...found, close_code: error.code, reason: error.reason, reconnect: error.reconnect };
  }
  return found;
}

/** What a stream knows of the manager, the agents and the tools. */
function besideTheAnswer(stream: RunStream): Data {
  return {
    intent: stream.intent && intentAnswer(stream.intent),
    agents: stream.agents.map(({ agent, role, round, text, completed, quality_score, usage: cost }) => {
      return { agent, role, round, text, completed, quality_score, usage: usage(cost) };
    }),
    tools: stream.tools.map(({ call_id, server, tool, arguments: given, ok, content }) => {
      return { call_id, server, tool, arguments: given, ok, content };
    }),
    notices: stream.notices.map(({ code, detail }) => ({ code, detail })),
  };
}

/** What was read of a stream. */
export class Seen {
  readonly types: string[] = [];
  readonly deltas: string[] = [];
  readonly #offsets: number[] = [];
  readonly #tokens: string[] = [];
  readonly #unknown: Data[] = [];

  take(event: RunEvent): void {
    if (event.type === "unknown") this.#unknown.push({ type: event.unknown_type, data: event.data });
    else if (event.type === "token") this.#tokens.push(event.text);
    this.types.push(event.type);
    this.#offsets.push(event.offset);
  }

  outcome(stream: RunStream, more: Data): Data {
    return {
      run_id: stream.run_id,
      text: stream.text,
      recovered: stream.recovered,
      last_event_id: stream.lastEventId,
      correlation_id: stream.responseHeaders?.get("X-Correlation-ID"),
      types: this.types,
      offsets: this.#offsets,
      tokens: this.#tokens,
      deltas: this.deltas,
      unknown: this.#unknown,
      ...besideTheAnswer(stream),
      ...more,
    };
  }
}
