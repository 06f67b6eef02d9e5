// Two ways to stop: cancel the run, or only stop listening.

import { Orchestra, RunCancelledError } from "@ai-orchestra/sdk";

const client = new Orchestra();

// Cancel the run itself: the stream then ends with a RunCancelledError that has what there was of the answer.
// (A service for tests obeys the order in brackets and hangs, so that there is something to cancel.)
const stream = client.chat.stream({ message: "Tell me a long story. [[tokens 9]] [[hang after=3]]" });
try {
  for await (const event of stream) if (event.type === "token") await stream.cancel();
} catch (error) {
  if (!(error instanceof RunCancelledError)) throw error;
  console.log(`Cancelled (${error.reason}) after: ${error.response}`);
}

// Stop listening when a signal says so. What becomes of the run is for `on_disconnect` to say.
const ending = new AbortController();
const message = { message: "Tell me a long story. [[hang after=1]]", on_disconnect: "cancel" } as const;
try {
  for await (const piece of client.chat.stream(message, { signal: ending.signal }).textDeltas()) {
    console.log(`heard: ${piece}`);
    ending.abort();
  }
} catch (error) {
  if (error !== ending.signal.reason) throw error;
  console.log("Stopped listening.");
}
