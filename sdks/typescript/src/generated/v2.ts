// Generated from spec/ by `orchestra generate`. Do not edit.

import type { components, operations } from "./schema.js";

type Schemas = components["schemas"];

export type AcceptedFrame = Schemas["AcceptedFrame"];
export type AgentCompletedEvent = Schemas["AgentCompletedEvent"];
export type AgentStartedEvent = Schemas["AgentStartedEvent"];
export type AgentTokenEvent = Schemas["AgentTokenEvent"];
export type CancelFrame = Schemas["CancelFrame"];
export type CancelReason = Schemas["CancelReason"];
export type ChatFrame = Schemas["ChatFrame"];
export type ChatRequest = Schemas["ChatRequest"];
export type ChatResponse = Schemas["ChatResponse"];
export type ChosenSessionId = Schemas["ChosenSessionId"];
export type CommandFrame = Schemas["CommandFrame"];
export type CommandResult = Schemas["CommandResult"];
export type CommandResultFrame = Schemas["CommandResultFrame"];
export type ConnectionId = Schemas["ConnectionId"];
export type ConnectionLimits = Schemas["ConnectionLimits"];
export type CreateCommandRequest = Schemas["CreateCommandRequest"];
export type CreateIntentRequest = Schemas["CreateIntentRequest"];
export type CreateKeyRequest = Schemas["CreateKeyRequest"];
export type CreateRunFeedbackRequest = Schemas["CreateRunFeedbackRequest"];
export type CreateSessionRequest = Schemas["CreateSessionRequest"];
export type CreateWsTicketRequest = Schemas["CreateWsTicketRequest"];
export type CreatedKey = Schemas["CreatedKey"];
export type DetachFrame = Schemas["DetachFrame"];
export type ErrorCode = Schemas["ErrorCode"];
export type ErrorFrame = Schemas["ErrorFrame"];
export type ExecutionMode = Schemas["ExecutionMode"];
export type FieldError = Schemas["FieldError"];
export type FinishReason = Schemas["FinishReason"];
export type FollowedRun = Schemas["FollowedRun"];
export type FrameId = Schemas["FrameId"];
export type GoodbyeFrame = Schemas["GoodbyeFrame"];
export type IdempotencyKey = Schemas["IdempotencyKey"];
export type IfBusy = Schemas["IfBusy"];
export type Intent = Schemas["Intent"];
export type IntentReport = Schemas["IntentReport"];
export type Key = Schemas["Key"];
export type KeyId = Schemas["KeyId"];
export type KeyList = Schemas["KeyList"];
export type KeyStatus = Schemas["KeyStatus"];
export type ListCursor = Schemas["ListCursor"];
export type ListLimit = Schemas["ListLimit"];
export type ListOrder = Schemas["ListOrder"];
export type ManagerIntentEvent = Schemas["ManagerIntentEvent"];
export type Memory = Schemas["Memory"];
export type MemoryList = Schemas["MemoryList"];
export type Message = Schemas["Message"];
export type MessageId = Schemas["MessageId"];
export type MessageList = Schemas["MessageList"];
export type MessageRole = Schemas["MessageRole"];
export type MessageStatus = Schemas["MessageStatus"];
export type Metadata = Schemas["Metadata"];
export type Model = Schemas["Model"];
export type ModelId = Schemas["ModelId"];
export type ModelList = Schemas["ModelList"];
export type Mood = Schemas["Mood"];
export type NoticeCode = Schemas["NoticeCode"];
export type OnDisconnect = Schemas["OnDisconnect"];
export type OptimizationHints = Schemas["OptimizationHints"];
export type OptimizationMode = Schemas["OptimizationMode"];
export type PingFrame = Schemas["PingFrame"];
export type PongFrame = Schemas["PongFrame"];
export type Problem = Schemas["Problem"];
export type RankedIntent = Schemas["RankedIntent"];
export type RequestPart = Schemas["RequestPart"];
export type ResumeFrame = Schemas["ResumeFrame"];
export type ResumedFrame = Schemas["ResumedFrame"];
export type Run = Schemas["Run"];
export type RunCancelledEvent = Schemas["RunCancelledEvent"];
export type RunCompletedEvent = Schemas["RunCompletedEvent"];
export type RunFailedEvent = Schemas["RunFailedEvent"];
export type RunFeedback = Schemas["RunFeedback"];
export type RunId = Schemas["RunId"];
export type RunList = Schemas["RunList"];
export type RunNoticeEvent = Schemas["RunNoticeEvent"];
export type RunQueuedEvent = Schemas["RunQueuedEvent"];
export type RunStartedEvent = Schemas["RunStartedEvent"];
export type RunStatus = Schemas["RunStatus"];
export type Scope = Schemas["Scope"];
export type ServerPingFrame = Schemas["ServerPingFrame"];
export type Session = Schemas["Session"];
export type SessionId = Schemas["SessionId"];
export type SessionList = Schemas["SessionList"];
export type SessionSettings = Schemas["SessionSettings"];
export type StatusFrame = Schemas["StatusFrame"];
export type StatusReportFrame = Schemas["StatusReportFrame"];
export type Swarm = Schemas["Swarm"];
export type SwarmList = Schemas["SwarmList"];
export type SwarmType = Schemas["SwarmType"];
export type Timestamp = Schemas["Timestamp"];
export type TokenEvent = Schemas["TokenEvent"];
export type ToolCalledEvent = Schemas["ToolCalledEvent"];
export type ToolResultEvent = Schemas["ToolResultEvent"];
export type UpdateSessionRequest = Schemas["UpdateSessionRequest"];
export type Usage = Schemas["Usage"];
export type UsageSource = Schemas["UsageSource"];
export type WelcomeFrame = Schemas["WelcomeFrame"];
export type WsTicket = Schemas["WsTicket"];

/** An event of a type that this version of the SDK does not know; `data` is all of it. */
export interface UnknownEvent {
  /** The same for every event of this kind. */
  type: "unknown";
  /** The `type` that came. */
  unknown_type: string;
  /** The run that the event belongs to. */
  run_id: string;
  /** The event's place in the run, from 0. */
  offset: number;
  /** The event as it came. */
  data: Record<string, unknown>;
}

/** A WebSocket frame of a type that this version of the SDK does not know; `data` is all of it. */
export interface UnknownFrame {
  /** The same for every frame of this kind. */
  type: "unknown";
  /** The `type` that came. */
  unknown_type: string;
  /** The frame as it came. */
  data: Record<string, unknown>;
}

/** What happens in a run, told apart by `type`. */
export type RunEvent =
  | RunQueuedEvent
  | RunStartedEvent
  | ManagerIntentEvent
  | AgentStartedEvent
  | AgentTokenEvent
  | AgentCompletedEvent
  | ToolCalledEvent
  | ToolResultEvent
  | RunNoticeEvent
  | TokenEvent
  | RunCompletedEvent
  | RunFailedEvent
  | RunCancelledEvent
  | UnknownEvent;

/** The events of which exactly one ends a run. */
export type TerminalEvent = RunCompletedEvent | RunFailedEvent | RunCancelledEvent;

/** What the service says over a WebSocket beside the events of runs. */
export type ServiceFrame =
  | WelcomeFrame
  | AcceptedFrame
  | ResumedFrame
  | CommandResultFrame
  | StatusReportFrame
  | ErrorFrame
  | ServerPingFrame
  | PongFrame
  | GoodbyeFrame
  | UnknownFrame;

/** What a client says over a WebSocket. */
export type ClientFrame =
  | ChatFrame
  | CommandFrame
  | CancelFrame
  | ResumeFrame
  | DetachFrame
  | StatusFrame
  | PingFrame;

/** The types of events that this version of the SDK knows. */
export const EVENT_TYPES: ReadonlySet<string> = new Set([
  "run.queued",
  "run.started",
  "manager.intent",
  "agent.started",
  "agent.token",
  "agent.completed",
  "tool.called",
  "tool.result",
  "run.notice",
  "token",
  "run.completed",
  "run.failed",
  "run.cancelled",
]);

/** The types of frames that this version of the SDK knows, beside those of events. */
export const FRAME_TYPES: ReadonlySet<string> = new Set([
  "welcome",
  "accepted",
  "resumed",
  "command.result",
  "status",
  "error",
  "ping",
  "pong",
  "goodbye",
]);

/** The types of the events of which exactly one ends a run. */
export const TERMINAL_EVENTS: ReadonlySet<string> = new Set([
  "run.completed",
  "run.failed",
  "run.cancelled",
]);

/** Whether to connect again after a WebSocket was closed with a code; codes that are not here follow their range. */
export const RECONNECT: ReadonlyMap<number, boolean> = new Map([
  [1000, false], // normal
  [1001, true], // going_away
  [1002, false], // protocol_error
  [1003, false], // unsupported_data
  [1006, true], // abnormal
  [1007, false], // invalid_text
  [1009, false], // message_too_big
  [1011, true], // internal_error
  [1012, true], // service_restart
  [1013, true], // try_again_later
  [4400, false], // protocol
  [4401, false], // unauthenticated
  [4403, false], // forbidden
  [4408, false], // idle
  [4501, true], // slow_reader
  [4502, true], // connection_limit
  [4503, true], // overloaded
  [4504, true], // shutting_down
]);

/** What the close codes are called. */
export const CLOSE_NAMES: ReadonlyMap<number, string> = new Map([
  [1000, "normal"],
  [1001, "going_away"],
  [1002, "protocol_error"],
  [1003, "unsupported_data"],
  [1006, "abnormal"],
  [1007, "invalid_text"],
  [1009, "message_too_big"],
  [1011, "internal_error"],
  [1012, "service_restart"],
  [1013, "try_again_later"],
  [4400, "protocol"],
  [4401, "unauthenticated"],
  [4403, "forbidden"],
  [4408, "idle"],
  [4501, "slow_reader"],
  [4502, "connection_limit"],
  [4503, "overloaded"],
  [4504, "shutting_down"],
]);

/** How an operation goes over HTTP. @internal */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  readonly path: string;
  /** Whether an Idempotency-Key makes it safe to send again. */
  readonly takesKey: boolean;
  /** The fields that must be there in its answer. */
  readonly required: readonly string[];
}

/** Send a message and wait for the answer @internal */
export const createChat = {
  id: "createChat",
  method: "POST",
  path: "/v2/chat",
  takesKey: true,
  required: ["run_id", "session_id", "user_message_id", "message_id", "response", "finish_reason", "manager_response", "intent", "confidence", "execution_mode", "execution_time", "quality_score", "swarm_used", "model", "usage", "tokens_used", "created_at"],
} as const satisfies Operation;

/** Send a message and read the answer as it is written @internal */
export const createChatStream = {
  id: "createChatStream",
  method: "POST",
  path: "/v2/chat/stream",
  takesKey: true,
  required: [],
} as const satisfies Operation;

/** Look up a run @internal */
export const getRun = {
  id: "getRun",
  method: "GET",
  path: "/v2/runs/{run_id}",
  takesKey: false,
  required: ["run_id", "session_id", "status", "user_message_id", "message_id", "model", "execution_mode", "swarm_used", "intent", "confidence", "quality_score", "finish_reason", "response", "usage", "error", "cancel_reason", "last_offset", "on_disconnect", "metadata", "created_at", "started_at", "ended_at", "log_expires_at"],
} as const satisfies Operation;

/** Follow a run's events @internal */
export const listRunEvents = {
  id: "listRunEvents",
  method: "GET",
  path: "/v2/runs/{run_id}/events",
  takesKey: false,
  required: [],
} as const satisfies Operation;

/** Cancel a run @internal */
export const cancelRun = {
  id: "cancelRun",
  method: "POST",
  path: "/v2/runs/{run_id}/cancel",
  takesKey: false,
  required: ["run_id", "session_id", "status", "user_message_id", "message_id", "model", "execution_mode", "swarm_used", "intent", "confidence", "quality_score", "finish_reason", "response", "usage", "error", "cancel_reason", "last_offset", "on_disconnect", "metadata", "created_at", "started_at", "ended_at", "log_expires_at"],
} as const satisfies Operation;

/** Say how good an answer was @internal */
export const createRunFeedback = {
  id: "createRunFeedback",
  method: "POST",
  path: "/v2/runs/{run_id}/feedback",
  takesKey: true,
  required: ["run_id", "rating", "comment", "intent", "created_at"],
} as const satisfies Operation;

/** List sessions @internal */
export const listSessions = {
  id: "listSessions",
  method: "GET",
  path: "/v2/sessions",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Make a session @internal */
export const createSession = {
  id: "createSession",
  method: "POST",
  path: "/v2/sessions",
  takesKey: true,
  required: ["session_id", "title", "metadata", "settings", "created_at", "updated_at"],
} as const satisfies Operation;

/** Look up a session @internal */
export const getSession = {
  id: "getSession",
  method: "GET",
  path: "/v2/sessions/{session_id}",
  takesKey: false,
  required: ["session_id", "title", "metadata", "settings", "created_at", "updated_at"],
} as const satisfies Operation;

/** Change a session @internal */
export const updateSession = {
  id: "updateSession",
  method: "PATCH",
  path: "/v2/sessions/{session_id}",
  takesKey: false,
  required: ["session_id", "title", "metadata", "settings", "created_at", "updated_at"],
} as const satisfies Operation;

/** Delete a session @internal */
export const deleteSession = {
  id: "deleteSession",
  method: "DELETE",
  path: "/v2/sessions/{session_id}",
  takesKey: false,
  required: [],
} as const satisfies Operation;

/** List a session's messages @internal */
export const listMessages = {
  id: "listMessages",
  method: "GET",
  path: "/v2/sessions/{session_id}/messages",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** List a session's runs @internal */
export const listSessionRuns = {
  id: "listSessionRuns",
  method: "GET",
  path: "/v2/sessions/{session_id}/runs",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Forget a message @internal */
export const deleteMemory = {
  id: "deleteMemory",
  method: "DELETE",
  path: "/v2/memories/{message_id}",
  takesKey: false,
  required: [],
} as const satisfies Operation;

/** List what can be remembered @internal */
export const listMemories = {
  id: "listMemories",
  method: "GET",
  path: "/v2/memories",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Forget everything @internal */
export const deleteMemories = {
  id: "deleteMemories",
  method: "DELETE",
  path: "/v2/memories",
  takesKey: false,
  required: [],
} as const satisfies Operation;

/** List the models @internal */
export const listModels = {
  id: "listModels",
  method: "GET",
  path: "/v2/models",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Interpret a message @internal */
export const createIntent = {
  id: "createIntent",
  method: "POST",
  path: "/v2/intents",
  takesKey: false,
  required: ["intent", "confidence", "certain", "ranking", "parameters", "mood", "response"],
} as const satisfies Operation;

/** Carry out a command @internal */
export const createCommand = {
  id: "createCommand",
  method: "POST",
  path: "/v2/commands",
  takesKey: true,
  required: ["command", "output", "data"],
} as const satisfies Operation;

/** List the swarms @internal */
export const listSwarms = {
  id: "listSwarms",
  method: "GET",
  path: "/v2/swarms",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Get a ticket for a WebSocket @internal */
export const createWsTicket = {
  id: "createWsTicket",
  method: "POST",
  path: "/v2/ws-tickets",
  takesKey: false,
  required: ["ticket", "expires_at"],
} as const satisfies Operation;

/** List API keys @internal */
export const listKeys = {
  id: "listKeys",
  method: "GET",
  path: "/v2/keys",
  takesKey: false,
  required: ["data", "has_more", "next_cursor"],
} as const satisfies Operation;

/** Make an API key @internal */
export const createKey = {
  id: "createKey",
  method: "POST",
  path: "/v2/keys",
  takesKey: true,
  required: ["key", "secret"],
} as const satisfies Operation;

/** Look up an API key @internal */
export const getKey = {
  id: "getKey",
  method: "GET",
  path: "/v2/keys/{key_id}",
  takesKey: false,
  required: ["key_id", "owner", "name", "status", "scopes", "requests_per_minute", "created_at", "expires_at", "revoked_at"],
} as const satisfies Operation;

/** Take an API key back @internal */
export const revokeKey = {
  id: "revokeKey",
  method: "POST",
  path: "/v2/keys/{key_id}/revoke",
  takesKey: false,
  required: ["key_id", "owner", "name", "status", "scopes", "requests_per_minute", "created_at", "expires_at", "revoked_at"],
} as const satisfies Operation;

/** The JSON body, the query and the answer of every operation. @internal */
export interface Operations {
  createChat: {
    body: operations["createChat"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createChat"]["parameters"]["query"]>;
    answer: operations["createChat"]["responses"][200]["content"]["application/json"];
  };
  createChatStream: {
    body: operations["createChatStream"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createChatStream"]["parameters"]["query"]>;
    answer: undefined;
  };
  getRun: {
    body: operations["getRun"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["getRun"]["parameters"]["query"]>;
    answer: operations["getRun"]["responses"][200]["content"]["application/json"];
  };
  listRunEvents: {
    body: operations["listRunEvents"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listRunEvents"]["parameters"]["query"]>;
    answer: undefined;
  };
  cancelRun: {
    body: operations["cancelRun"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["cancelRun"]["parameters"]["query"]>;
    answer: operations["cancelRun"]["responses"][200]["content"]["application/json"];
  };
  createRunFeedback: {
    body: operations["createRunFeedback"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createRunFeedback"]["parameters"]["query"]>;
    answer: operations["createRunFeedback"]["responses"][201]["content"]["application/json"];
  };
  listSessions: {
    body: operations["listSessions"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listSessions"]["parameters"]["query"]>;
    answer: operations["listSessions"]["responses"][200]["content"]["application/json"];
  };
  createSession: {
    body: operations["createSession"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createSession"]["parameters"]["query"]>;
    answer: operations["createSession"]["responses"][201]["content"]["application/json"];
  };
  getSession: {
    body: operations["getSession"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["getSession"]["parameters"]["query"]>;
    answer: operations["getSession"]["responses"][200]["content"]["application/json"];
  };
  updateSession: {
    body: operations["updateSession"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["updateSession"]["parameters"]["query"]>;
    answer: operations["updateSession"]["responses"][200]["content"]["application/json"];
  };
  deleteSession: {
    body: operations["deleteSession"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["deleteSession"]["parameters"]["query"]>;
    answer: undefined;
  };
  listMessages: {
    body: operations["listMessages"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listMessages"]["parameters"]["query"]>;
    answer: operations["listMessages"]["responses"][200]["content"]["application/json"];
  };
  listSessionRuns: {
    body: operations["listSessionRuns"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listSessionRuns"]["parameters"]["query"]>;
    answer: operations["listSessionRuns"]["responses"][200]["content"]["application/json"];
  };
  deleteMemory: {
    body: operations["deleteMemory"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["deleteMemory"]["parameters"]["query"]>;
    answer: undefined;
  };
  listMemories: {
    body: operations["listMemories"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listMemories"]["parameters"]["query"]>;
    answer: operations["listMemories"]["responses"][200]["content"]["application/json"];
  };
  deleteMemories: {
    body: operations["deleteMemories"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["deleteMemories"]["parameters"]["query"]>;
    answer: undefined;
  };
  listModels: {
    body: operations["listModels"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listModels"]["parameters"]["query"]>;
    answer: operations["listModels"]["responses"][200]["content"]["application/json"];
  };
  createIntent: {
    body: operations["createIntent"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createIntent"]["parameters"]["query"]>;
    answer: operations["createIntent"]["responses"][200]["content"]["application/json"];
  };
  createCommand: {
    body: operations["createCommand"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createCommand"]["parameters"]["query"]>;
    answer: operations["createCommand"]["responses"][200]["content"]["application/json"];
  };
  listSwarms: {
    body: operations["listSwarms"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listSwarms"]["parameters"]["query"]>;
    answer: operations["listSwarms"]["responses"][200]["content"]["application/json"];
  };
  createWsTicket: {
    body: operations["createWsTicket"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createWsTicket"]["parameters"]["query"]>;
    answer: operations["createWsTicket"]["responses"][201]["content"]["application/json"];
  };
  listKeys: {
    body: operations["listKeys"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["listKeys"]["parameters"]["query"]>;
    answer: operations["listKeys"]["responses"][200]["content"]["application/json"];
  };
  createKey: {
    body: operations["createKey"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createKey"]["parameters"]["query"]>;
    answer: operations["createKey"]["responses"][201]["content"]["application/json"];
  };
  getKey: {
    body: operations["getKey"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["getKey"]["parameters"]["query"]>;
    answer: operations["getKey"]["responses"][200]["content"]["application/json"];
  };
  revokeKey: {
    body: operations["revokeKey"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["revokeKey"]["parameters"]["query"]>;
    answer: operations["revokeKey"]["responses"][200]["content"]["application/json"];
  };
}
