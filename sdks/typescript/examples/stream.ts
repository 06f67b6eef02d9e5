// Read the answer as it is written.

import { Orchestra } from "@ai-orchestra/sdk";

const client = new Orchestra();

const stream = client.chat.stream({ message: "Tell me a short story." });

for await (const event of stream) {
  if (event.type === "run.started") console.log(`${event.run_id} asks ${event.model}`);
  if (event.type === "token") console.log(JSON.stringify(event.text));
  if (event.type === "run.completed") console.log(`${event.finish_reason}, ${event.usage.total_tokens} tokens`);
}
