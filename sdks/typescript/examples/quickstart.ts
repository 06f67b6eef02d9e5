// Send a message and wait for the answer.
// ORCHESTRA_BASE_URL and ORCHESTRA_API_KEY say where the service is and who you are.

import { Orchestra } from "@ai-orchestra/sdk";

const client = new Orchestra();

const answer = await client.chat.create({ message: "Say hello in one short sentence." });

console.log(answer.response);
console.log(`${answer.model}, ${answer.usage.total_tokens} tokens`);
