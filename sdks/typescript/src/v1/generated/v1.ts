// Generated from spec/ by `orchestra generate`. Do not edit.

import type { components, operations } from "./schema.js";

type Schemas = components["schemas"];

export type ApiVersionV1 = Schemas["ApiVersionV1"];
export type BareChatFrameV1 = Schemas["BareChatFrameV1"];
export type ChatDataV1 = Schemas["ChatDataV1"];
export type ChatFrameV1 = Schemas["ChatFrameV1"];
export type ChatRequestV1 = Schemas["ChatRequestV1"];
export type ChatResponseV1 = Schemas["ChatResponseV1"];
export type ClientCorrelationIdV1 = Schemas["ClientCorrelationIdV1"];
export type ClientFrameV1 = Schemas["ClientFrameV1"];
export type ClientPongFrameV1 = Schemas["ClientPongFrameV1"];
export type ClientTimestampV1 = Schemas["ClientTimestampV1"];
export type CommandContextV1 = Schemas["CommandContextV1"];
export type CommandDataV1 = Schemas["CommandDataV1"];
export type CommandFrameV1 = Schemas["CommandFrameV1"];
export type CommandResultDataV1 = Schemas["CommandResultDataV1"];
export type CommandResultFrameV1 = Schemas["CommandResultFrameV1"];
export type CompleteItemV1 = Schemas["CompleteItemV1"];
export type CompleteMetadataV1 = Schemas["CompleteMetadataV1"];
export type ControlDataV1 = Schemas["ControlDataV1"];
export type ControlFrameV1 = Schemas["ControlFrameV1"];
export type CorrelationIdV1 = Schemas["CorrelationIdV1"];
export type ErrorDataV1 = Schemas["ErrorDataV1"];
export type ErrorFrameV1 = Schemas["ErrorFrameV1"];
export type ErrorItemV1 = Schemas["ErrorItemV1"];
export type ErrorResponseV1 = Schemas["ErrorResponseV1"];
export type ExecutionModeV1 = Schemas["ExecutionModeV1"];
export type FieldErrorV1 = Schemas["FieldErrorV1"];
export type FinishReasonV1 = Schemas["FinishReasonV1"];
export type ManagerConclusionItemV1 = Schemas["ManagerConclusionItemV1"];
export type ManagerItemV1 = Schemas["ManagerItemV1"];
export type MessageMetadataV1 = Schemas["MessageMetadataV1"];
export type MessageTextV1 = Schemas["MessageTextV1"];
export type MessageV1 = Schemas["MessageV1"];
export type MetricsDataV1 = Schemas["MetricsDataV1"];
export type MetricsFrameV1 = Schemas["MetricsFrameV1"];
export type PingFrameV1 = Schemas["PingFrameV1"];
export type PongFrameV1 = Schemas["PongFrameV1"];
export type ResponseMetadataV1 = Schemas["ResponseMetadataV1"];
export type ServerFrameV1 = Schemas["ServerFrameV1"];
export type SessionIdV1 = Schemas["SessionIdV1"];
export type SessionResponseV1 = Schemas["SessionResponseV1"];
export type StatusDataV1 = Schemas["StatusDataV1"];
export type StatusFrameV1 = Schemas["StatusFrameV1"];
export type StatusItemV1 = Schemas["StatusItemV1"];
export type StatusNameV1 = Schemas["StatusNameV1"];
export type StreamItemV1 = Schemas["StreamItemV1"];
export type StreamTokenFrameV1 = Schemas["StreamTokenFrameV1"];
export type TimeoutDataV1 = Schemas["TimeoutDataV1"];
export type TimeoutFrameV1 = Schemas["TimeoutFrameV1"];
export type TimestampV1 = Schemas["TimestampV1"];
export type TokenItemV1 = Schemas["TokenItemV1"];
export type UsageV1 = Schemas["UsageV1"];

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
export const createChatV1 = {
  id: "createChatV1",
  method: "POST",
  path: "/v1/chat",
  takesKey: false,
  required: ["api_version", "request_id", "timestamp", "session_id", "response", "execution_mode", "execution_time", "quality_score", "success", "error", "metadata"],
} as const satisfies Operation;

/** Send a message and read the answer as it is written @internal */
export const createChatStreamV1 = {
  id: "createChatStreamV1",
  method: "POST",
  path: "/v1/chat/stream",
  takesKey: false,
  required: [],
} as const satisfies Operation;

/** Look at a session @internal */
export const getSessionV1 = {
  id: "getSessionV1",
  method: "GET",
  path: "/v1/sessions/{session_id}",
  takesKey: false,
  required: ["api_version", "timestamp", "session_id", "created_at", "updated_at", "message_count", "messages", "metadata", "success", "error"],
} as const satisfies Operation;

/** The JSON body, the query and the answer of every operation. @internal */
export interface Operations {
  createChatV1: {
    body: operations["createChatV1"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createChatV1"]["parameters"]["query"]>;
    answer: operations["createChatV1"]["responses"][200]["content"]["application/json"];
  };
  createChatStreamV1: {
    body: operations["createChatStreamV1"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["createChatStreamV1"]["parameters"]["query"]>;
    answer: undefined;
  };
  getSessionV1: {
    body: operations["getSessionV1"]["requestBody"] extends { content: { "application/json": infer B } } ? B : never;
    query: NonNullable<operations["getSessionV1"]["parameters"]["query"]>;
    answer: operations["getSessionV1"]["responses"][200]["content"]["application/json"];
  };
}
