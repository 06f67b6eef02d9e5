// What a careful user's compiler must take, and what it must refuse. Compiled, never run.

import {
  type AgentTurn,
  type APIPromise,
  type ChatRequest,
  type ChatResponse,
  type IntentReport,
  type ManagerIntentEvent,
  type Memory,
  Orchestra,
  type OrchestraOptions,
  type Page,
  type RequestOptions,
  type Run,
  type RunCompletedEvent,
  type RunEvent,
  type RunFeedback,
  type RunNoticeEvent,
  type RunStream,
  type Session,
  type Swarm,
  type ToolCall,
} from "@ai-orchestra/sdk";

/** True when both types are the same; `any` is no other type's same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

// Variables of the environment may be undefined: they can be passed on as they are.
const options: OrchestraOptions = { apiKey: process.env["KEY"], baseUrl: process.env["URL"], fetch: globalThis.fetch };
const client = new Orchestra(options);
const call: RequestOptions = { timeout: 1000, maxRetries: 1, idempotencyKey: "k", signal: AbortSignal.timeout(5), headers: {} };

export async function use(): Promise<void> {
  const promise = client.chat.create({ message: "Hi" }, call);
  same<typeof promise, APIPromise<ChatResponse>>(true);
  const answer = await promise;
  same<typeof answer, ChatResponse>(true);
  same<typeof answer.response, string>(true);
  const { data, response } = await client.chat.create({ message: "Hi" }).withResponse();
  same<typeof data, ChatResponse>(true);
  same<typeof response, Response>(true);
  // An open enum offers what is known and takes what is not.
  if (answer.finish_reason === "stop" || answer.finish_reason === "a_new_one") return;

  const stream = client.chat.stream({ message: "Hi", on_disconnect: "continue" });
  same<typeof stream, RunStream>(true);
  for await (const event of stream) {
    same<typeof event, RunEvent>(true);
    if (event.type === "token") same<typeof event.text, string>(true);
    if (event.type === "agent.completed") same<typeof event.quality_score, number | null>(true);
    if (event.type === "unknown") same<typeof event.data, Record<string, unknown>>(true);
    // @ts-expect-error: not every event has a text
    void event.text;
  }
  for await (const piece of stream.textDeltas()) same<typeof piece, string>(true);
  same<typeof stream.intent, ManagerIntentEvent | undefined>(true);
  same<typeof stream.agents, readonly AgentTurn[]>(true);
  same<typeof stream.tools, readonly ToolCall[]>(true);
  same<typeof stream.notices, readonly RunNoticeEvent[]>(true);
  same<Awaited<ReturnType<typeof stream.result>>, RunCompletedEvent>(true);
  same<Awaited<ReturnType<typeof client.runs.get>>, Run>(true);

  for await (const session of client.sessions.list()) same<typeof session, Session>(true);
  same<Awaited<ReturnType<typeof client.sessions.list>>, Page<Session>>(true);
  same<Awaited<ReturnType<typeof client.sessions.delete>>, undefined>(true);
  await client.sessions.update("s", { title: null });
  for await (const message of client.sessions.messages("s", { order: "desc", limit: 5 })) {
    same<typeof message.content, string>(true);
  }

  await client.chat.create({ message: "Hi", optimization_mode: "lite", swarm_type: "ours", use_memory: true });
  await client.chat.create({ message: "Hi", optimization_hints: { urgent: true } });
  (await client.connect()).chat({ message: "Hi", swarm_type: "coding-debate" });
  same<Awaited<ReturnType<typeof client.intents.create>>, IntentReport>(true);
  same<Awaited<ReturnType<typeof client.runs.feedback>>, RunFeedback>(true);
  await client.runs.feedback("r", { rating: 1, intent: "scale" });
  for await (const swarm of client.swarms.list()) same<typeof swarm, Swarm>(true);
  for await (const memory of client.memories.list({ query: "parcel" })) same<typeof memory, Memory>(true);
  await client.memories.delete("m");
  same<Awaited<ReturnType<typeof client.memories.deleteAll>>, undefined>(true);
  const { settings } = await client.sessions.create({ settings: { temperature: 0.2 } });
  await client.sessions.update("s", { settings });

  // @ts-expect-error: no such setting
  void client.sessions.create({ settings: { temprature: 0.2 } });
  // @ts-expect-error: a message is needed
  void client.chat.create({});
  // @ts-expect-error: no such field
  void client.chat.create({ message: "Hi", mesage: "Hi" });
  // @ts-expect-error: no such option
  void client.chat.create({ message: "Hi" }, { timeOut: 1 });
  // @ts-expect-error: only messages have an order
  void client.sessions.list({ order: "asc" });
  // @ts-expect-error: no such field in an answer
  void answer.respons;
  // @ts-expect-error: a model's name is a text
  const wrong: ChatRequest = { message: "Hi", model: 1 };
  void wrong;
}
