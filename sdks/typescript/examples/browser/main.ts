// A page that chats. Bundle it: esbuild main.ts --bundle --minify --format=esm --outfile=page.js

import { Orchestra, RunCancelledError, type RunStream } from "@ai-orchestra/sdk";

const form = document.querySelector("form")!;
const stop = document.querySelector<HTMLButtonElement>("#stop")!;
const answer = document.querySelector("#answer")!;
const status = document.querySelector("#status")!;

/** A ticket opens one connection. The backend has the key, and knows who is logged in. */
async function ticket(): Promise<string> {
  const given = await fetch("/ticket", { method: "POST" });
  if (!given.ok) throw new Error(`There is no ticket: ${given.status}`);
  return ((await given.json()) as { ticket: string }).ticket;
}

// The page has no key. When its connection is lost it comes back with a new ticket, and goes on where it was.
const client = new Orchestra({ apiKey: null, baseUrl: document.body.dataset["baseUrl"] });
const session_id = crypto.randomUUID();
document.body.dataset["sessionId"] = session_id;

async function start(): Promise<void> {
  const connection = await client.connect({ ticket, session_id, maxRetries: 10 });
  status.textContent = "Connected.";
  let stream: RunStream | undefined;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    stream = connection.chat({ message: String(new FormData(form).get("message")) });
    void show(stream);
  });
  stop.addEventListener("click", () => {
    stream?.cancel().catch(report);
  });
}

async function show(stream: RunStream): Promise<void> {
  answer.textContent = "";
  status.textContent = "…";
  stop.disabled = false;
  try {
    for await (const text of stream.textDeltas()) answer.textContent += text;
    status.textContent = stream.recovered ? "Done." : "Done; a part of it was lost on the way.";
  } catch (error) {
    if (error instanceof RunCancelledError) status.textContent = "Stopped.";
    else report(error);
  } finally {
    stop.disabled = true;
  }
}

function report(error: unknown): void {
  status.textContent = error instanceof Error ? error.message : String(error);
}

start().catch(report);
