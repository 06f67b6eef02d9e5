// What can go wrong, and what to ask each error.

import {
  APIConnectionError,
  APIStatusError,
  NotFoundError,
  Orchestra,
  RateLimitError,
  RunFailedError,
} from "@ai-orchestra/sdk";

const client = new Orchestra();

async function attempt(work: () => PromiseLike<unknown>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    if (error instanceof NotFoundError) console.log(`Not there: ${error.detail}`);
    else if (error instanceof RateLimitError) console.log(`Too much: again in ${error.retry_after} s`);
    else if (error instanceof APIStatusError) console.log(`${error.code}: ${error.errors.map((place) => place.detail)}`);
    else if (error instanceof APIConnectionError) console.log(`No answer: ${error.message}`);
    else if (error instanceof RunFailedError) console.log(`Failed after "${error.response}": ${error.code}`);
    else throw error;
  }
}

await attempt(() => client.sessions.get("not-there"));
await attempt(() => client.chat.create({ message: "" }));
await attempt(() => client.withOptions({ baseUrl: "http://127.0.0.1:9", maxRetries: 0 }).models.list());
// A service for tests fails on order; another one just answers.
await attempt(async () => (await client.chat.stream({ message: "Fail, please. [[fail after=1]]" }).result()).response);
