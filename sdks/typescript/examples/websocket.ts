// Several chats at once over one connection, which comes back by itself when it is lost.

import { Orchestra, RunCancelledError } from "@ai-orchestra/sdk";

const client = new Orchestra();
// Node 20 needs the package `ws` for this.
await using connection = await client.connect();
console.log(`${connection.connection_id} follows up to ${connection.limits?.max_runs} runs`);

async function ask(message: string): Promise<void> {
  const stream = connection.chat({ message });
  for await (const text of stream.textDeltas()) console.log(`${stream.run_id} ${JSON.stringify(text)}`);
}

await Promise.all([ask("Say hello."), ask("Say goodbye.")]);

// (A service for tests obeys the order in brackets and hangs, so that there is something to cancel.)
const story = connection.chat({ message: "Tell me a very long story. [[hang after=3]]" });
await story.ready();
const { runs } = await connection.status();
console.log(`${runs.length} followed`);
await story.cancel();
await story.result().catch((error: unknown) => {
  if (!(error instanceof RunCancelledError)) throw error;
  console.log(`Cancelled (${error.reason}) after ${JSON.stringify(error.response)}`);
});

const help = await connection.command("help");
console.log(help.output);
