/** Plays the cases with the TypeScript SDK; behaviour_sync.py does the same with the Python one. */

import { readFileSync } from "node:fs";
import { Orchestra, OrchestraError } from "@ai-orchestra/sdk";
import type {
  ChatRequest,
  Connection,
  CreateIntentRequest,
  CreateRunFeedbackRequest,
  CreateSessionRequest,
  Page,
  PagePromise,
  RequestOptions,
  RunStream,
  UpdateSessionRequest,
} from "@ai-orchestra/sdk";
import {
  chatAnswer,
  commandAnswer,
  completed,
  type Data,
  errorAnswer,
  feedbackAnswer,
  intentAnswer,
  memoryAnswer,
  messageAnswer,
  modelAnswer,
  runAnswer,
  Seen,
  sessionAnswer,
  statusAnswer,
  swarmAnswer,
  ticketAnswer,
} from "./behaviour_answers.js";

interface ClientSaid {
  api_key?: string;
  base_url?: string;
  /** Seconds, here and in every case. */
  timeout?: number;
  max_retries?: number;
  headers?: Record<string, string>;
}

interface CallSaid {
  idempotency_key?: string;
  timeout?: number;
  max_retries?: number;
  headers?: Record<string, string>;
}

interface Case {
  id: string;
  client: ClientSaid;
  env: Record<string, string>;
  steps: Step[];
}

interface Step {
  chat?: ChatRequest;
  stream?: ChatRequest;
  events?: { run_id: string; after?: number };
  get_run?: string;
  cancel_run?: string;
  create_session?: CreateSessionRequest;
  get_session?: string;
  update_session?: string;
  set?: UpdateSessionRequest;
  delete_session?: string;
  list_sessions?: { limit?: number };
  list_messages?: string;
  list_session_runs?: string;
  list_models?: { limit?: number };
  list_swarms?: { limit?: number };
  list_memories?: { query?: string; limit?: number };
  delete_memory?: string;
  delete_memories?: object;
  feedback?: string;
  said?: CreateRunFeedbackRequest;
  intent?: CreateIntentRequest;
  command?: { command: string };
  ws_ticket?: { origin: string };
  connect?: { tickets?: string[]; session_id?: string; max_retries?: number; timeout?: number };
  steps?: (StepOver | "status" | "ping" | "about")[];
  call?: CallSaid;
  raw?: boolean;
  also?: string[];
  with_options?: ClientSaid;
  stop_on_answer?: boolean;
  take?: number;
  by_page?: boolean;
  read?: "events" | "deltas" | "result";
  leave_after?: number;
  stop_after?: number;
  cancel_after?: number;
}

type StepOver = Pick<Step, "read" | "leave_after" | "stop_after" | "cancel_after"> & {
  chat?: ChatRequest & { idempotency_key?: string };
  chats?: ChatRequest[];
  resume?: { run_id: string; after?: number };
  command?: { command: string };
};

interface Log {
  lines: string[];
  warnings: string[];
  /** Called with each line. */
  told: (line: string) => void;
}

const VARIABLES = ["ORCHESTRA_API_KEY", "ORCHESTRA_BASE_URL", "ORCHESTRA_LOG"];
const AT_ONCE = 16;

async function play(told: Case): Promise<Data> {
  const log: Log = { lines: [], warnings: [], told: () => {} };
  const waits: number[] = [];
  const results: Data[] = [];
  try {
    const client = hurried(made(told, log), waits);
    for (const step of told.steps) results.push(await attempt(step, client, log));
  } catch (error) {
    results.push(errorAnswer(error));
  }
  return { results, waits, log: log.lines, warnings: log.warnings };
}

/** A client in the environment that the case names. Nobody else runs in between. */
function made({ client: said, env }: Case, log: Log): Orchestra {
  const write = (level: string) => (message: string) => {
    log.lines.push(`${level} ${message}`);
    if (level === "warning") log.warnings.push(message);
    log.told(message);
  };
  const logger = { debug: write("debug"), info: write("info"), warn: write("warning"), error: write("error") };
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, env);
  return new Orchestra({
    ...clientOptions(said),
    timeout: 1000 * (said.timeout ?? 10),
    logger,
    ...(env["ORCHESTRA_LOG"] ? {} : { logLevel: "debug" }),
  });
}

function clientOptions({ api_key, base_url, timeout, max_retries, headers }: ClientSaid) {
  return {
    ...(api_key !== undefined && { apiKey: api_key }),
    ...(base_url !== undefined && { baseUrl: base_url }),
    ...(timeout !== undefined && { timeout: 1000 * timeout }),
    ...(max_retries !== undefined && { maxRetries: max_retries }),
    ...(headers !== undefined && { defaultHeaders: headers }),
  };
}

/** Have the client wait for nothing between two tries, but say how long it would have waited, in seconds. */
function hurried(client: Orchestra, waits: number[]): Orchestra {
  const { transport } = client;
  const delay = transport.delay.bind(transport);
  transport.delay = (...about) => {
    const wait = delay(...about);
    if (wait === undefined) return undefined;
    waits.push(wait / 1000);
    return 0;
  };
  return client;
}

async function attempt(step: Step, client: Orchestra, log: Log): Promise<Data> {
  const stop = new AbortController();
  if (step.stop_on_answer) log.told = (line) => line.includes("200 after") && stop.abort();
  try {
    return await act(step, client, stop);
  } catch (error) {
    if (stop.signal.aborted) return { stopped: true };
    return errorAnswer(error);
  }
}

/** One step of the vocabulary. */
async function act(step: Step, client: Orchestra, stop: AbortController): Promise<Data> {
  const options = callOptions(step, stop.signal);
  if (step.chat && step.raw) {
    const { data, response } = await client.chat.create(step.chat, options).withResponse();
    return { status: response.status, headers: Object.fromEntries(response.headers), ...chatAnswer(data, []) };
  }
  if (step.chat) return chatAnswer(await client.chat.create(step.chat, options), step.also ?? []);
  if (step.stream) return read(client.chat.stream(step.stream, options), step, stop);
  if (step.events) {
    const { run_id, ...behind } = step.events;
    return read(client.runs.events(run_id, behind, options), step, stop);
  }
  if (step.get_run !== undefined) {
    const asked = step.with_options ? client.withOptions(clientOptions(step.with_options)) : client;
    return runAnswer(await asked.runs.get(step.get_run, options));
  }
  if (step.cancel_run !== undefined) return runAnswer(await client.runs.cancel(step.cancel_run, options));
  if (step.create_session) return sessionAnswer(await client.sessions.create(step.create_session, options));
  if (step.get_session !== undefined) return sessionAnswer(await client.sessions.get(step.get_session, options));
  if (step.update_session !== undefined) {
    return sessionAnswer(await client.sessions.update(step.update_session, step.set ?? {}, options));
  }
  if (step.delete_session !== undefined) {
    await client.sessions.delete(step.delete_session, options);
    return {};
  }
  if (step.list_sessions) return pages(client.sessions.list(step.list_sessions, options), sessionAnswer, step);
  if (step.list_messages !== undefined) {
    return pages(client.sessions.messages(step.list_messages, {}, options), messageAnswer, step);
  }
  if (step.list_session_runs !== undefined) {
    return pages(client.sessions.runs(step.list_session_runs, {}, options), runAnswer, step);
  }
  if (step.list_models) return pages(client.models.list(step.list_models, options), modelAnswer, step);
  if (step.list_swarms) return pages(client.swarms.list(step.list_swarms, options), swarmAnswer, step);
  if (step.list_memories) return pages(client.memories.list(step.list_memories, options), memoryAnswer, step);
  if (step.delete_memory !== undefined) {
    await client.memories.delete(step.delete_memory, options);
    return {};
  }
  if (step.delete_memories) {
    await client.memories.deleteAll(options);
    return {};
  }
  if (step.feedback !== undefined) {
    return feedbackAnswer(await client.runs.feedback(step.feedback, step.said ?? {}, options));
  }
  if (step.intent) return intentAnswer(await client.intents.create(step.intent, options));
  if (step.command) return commandAnswer(await client.commands.create(step.command, options));
  if (step.ws_ticket) return ticketAnswer(await client.wsTickets.create(step.ws_ticket, options));
  if (step.connect) return connect(client, step);
  throw new Error(`no step: ${JSON.stringify(step)}`);
}

function callOptions({ call = {} }: Step, signal: AbortSignal): RequestOptions {
  const { idempotency_key, timeout, max_retries, headers } = call;
  return {
    signal,
    ...(idempotency_key !== undefined && { idempotencyKey: idempotency_key }),
    ...(timeout !== undefined && { timeout: 1000 * timeout }),
    ...(max_retries !== undefined && { maxRetries: max_retries }),
    ...(headers !== undefined && { headers }),
  };
}

/** A list read over its pages: to its end, to some entry (`take`), or page by page (`by_page`). */
async function pages<T>(list: PagePromise<T>, answer: (item: T) => Data, step: Step): Promise<Data> {
  if (step.by_page) {
    const seen: Data[] = [];
    for (let page: Page<T> | undefined = await list; page; page = await page.nextPage()) {
      seen.push({ items: page.data.map(answer), has_more: page.has_more });
    }
    return { pages: seen };
  }
  const items: Data[] = [];
  for await (const item of list) {
    items.push(answer(item));
    if (items.length === step.take) break;
  }
  return { items };
}

/** Read a stream in the way that the step says, to an end or an error. */
async function read(stream: RunStream, step: Step | StepOver, stop?: AbortController): Promise<Data> {
  const seen = new Seen();
  const more: Data = {};
  try {
    if (step.read === "result") more["result"] = completed(await stream.result());
    else if (step.read === "deltas") for await (const text of stream.textDeltas()) seen.deltas.push(text);
    else await goThrough(stream, seen, step, more, stop);
  } catch (error) {
    Object.assign(more, stop?.signal.aborted ? { stopped: true } : errorAnswer(error));
  }
  return seen.outcome(stream, more);
}

async function goThrough(
  stream: RunStream,
  seen: Seen,
  step: Step | StepOver,
  more: Data,
  stop?: AbortController,
): Promise<void> {
  for await (const event of stream) {
    seen.take(event);
    const count = seen.types.length;
    if (count === step.leave_after) break;
    if (count === step.stop_after) stop?.abort();
    if (count === step.cancel_after) more["cancelled"] = (await stream.cancel())?.status ?? null;
  }
}

/** A WebSocket, and what is done over it. */
async function connect(client: Orchestra, { connect: said = {}, steps = [] }: Step): Promise<Data> {
  const { tickets, session_id, max_retries, timeout } = said;
  const left = [...(tickets ?? [])];
  const connection = await client.connect({
    ...(tickets && { ticket: async () => left.shift() ?? "no ticket is left" }),
    ...(session_id !== undefined && { session_id }),
    ...(max_retries !== undefined && { maxRetries: max_retries }),
    ...(timeout !== undefined && { timeout: 1000 * timeout }),
  });
  try {
    const results: Data[] = [];
    for (const step of steps) {
      results.push(await actOver(connection, step).catch((error: unknown) => errorAnswer(error)));
    }
    return { steps: results };
  } finally {
    await connection.close();
  }
}

async function actOver(connection: Connection, step: StepOver | "status" | "ping" | "about"): Promise<Data> {
  if (step === "status") return statusAnswer(await connection.status());
  if (step === "ping") {
    await connection.ping();
    return {};
  }
  if (step === "about") {
    return { connection_id: connection.connection_id, max_runs: connection.limits?.max_runs };
  }
  if (step.chat) {
    const { idempotency_key, ...request } = step.chat;
    const options = idempotency_key === undefined ? {} : { idempotencyKey: idempotency_key };
    return read(connection.chat(request, options), step);
  }
  if (step.chats) return { streams: await inTurn(step.chats.map((request) => connection.chat(request))) };
  if (step.resume) {
    const { run_id, ...behind } = step.resume;
    return read(connection.resume(run_id, behind), step);
  }
  if (step.command) return commandAnswer(await connection.command(step.command.command));
  throw new Error(`no step over a connection: ${JSON.stringify(step)}`);
}

/** Read several streams, an event of each in turn. */
async function inTurn(streams: RunStream[]): Promise<Data[]> {
  const readers = streams.map((stream) => ({ stream, seen: new Seen(), more: {}, events: stream[Symbol.asyncIterator]() }));
  let left = readers;
  while (left.length > 0) {
    const going: typeof left = [];
    for (const reader of left) {
      try {
        const next = await reader.events.next();
        if (next.done) continue;
        reader.seen.take(next.value);
        going.push(reader);
      } catch (error) {
        if (!(error instanceof OrchestraError)) throw error;
        reader.more = errorAnswer(error);
      }
    }
    left = going;
  }
  return readers.map(({ stream, seen, more }) => seen.outcome(stream, more));
}

const cases = JSON.parse(readFileSync(process.env["BEHAVIOUR_CASES"] ?? "", "utf8")) as Case[];
const outcomes: Record<string, Data> = {};
const waiting = [...cases];
async function work(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) outcomes[next.id] = await play(next);
}
await Promise.all(Array.from({ length: AT_ONCE }, work));
console.log(JSON.stringify(outcomes));
