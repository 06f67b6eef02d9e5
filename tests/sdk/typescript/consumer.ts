// What a careful user's compiler must take, and what it must refuse. Compiled, never run.

import {
  type APIPromise,
  type ChatRequest,
  type ChatResponse,
  Orchestra,
  type OrchestraOptions,
  type Page,
  type RequestOptions,
  type Run,
  type RunCompletedEvent,
  type RunEvent,
  type RunStream,
  type Session,
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
    if (event.type === "unknown") same<typeof event.data, Record<string, unknown>>(true);
    // @ts-expect-error: only tokens have a text
    void event.text;
  }
  for await (const piece of stream.textDeltas()) same<typeof piece, string>(true);
  same<Awaited<ReturnType<typeof stream.result>>, RunCompletedEvent>(true);
  same<Awaited<ReturnType<typeof client.runs.get>>, Run>(true);

  for await (const session of client.sessions.list()) same<typeof session, Session>(true);
  same<Awaited<ReturnType<typeof client.sessions.list>>, Page<Session>>(true);
  same<Awaited<ReturnType<typeof client.sessions.delete>>, undefined>(true);
  await client.sessions.update("s", { title: null });
  for await (const message of client.sessions.messages("s", { order: "desc", limit: 5 })) {
    same<typeof message.content, string>(true);
  }

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
