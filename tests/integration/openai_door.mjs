// OpenAI's door, used by the official JavaScript client; run by test_openai_door.py.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const ask = (content, more = {}) =>
  client.chat.completions.create({ model: "scripted", messages: [{ role: "user", content }], ...more });

const names = (await client.models.list()).data.map((model) => model.id);
assert.ok(names.includes("scripted") && names.includes("swarm:simple-agents"));
assert.equal((await client.models.retrieve("swarm:simple-agents")).owned_by, "orchestra");

const whole = await ask("[[text Grüße 🎼]]");
assert.equal(whole.choices[0].message.content, "Grüße 🎼");
assert.equal(whole.usage.completion_tokens, 2);

const stream = await ask("[[text Grüße 🎼]]", { stream: true, stream_options: { include_usage: true } });
let text = "";
let usage;
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(text, "Grüße 🎼");
assert.equal(usage.completion_tokens, 2);

const gathered = await client.chat.completions
  .stream({ model: "session:javascript/swarm:simple-agents", messages: [{ role: "user", content: "Plan a day" }] })
  .finalChatCompletion();
assert.ok(gathered.choices[0].message.content.length > 0);
assert.equal(gathered.choices[0].finish_reason, "stop");

const refusals = [
  [OpenAI.NotFoundError, "model_not_found", () => ask("Hello", { model: "swarm:choir" })],
  [OpenAI.BadRequestError, "validation_failed", () => ask("Hello", { n: 2 })],
  [OpenAI.InternalServerError, "upstream_error", () => ask("[[fail]]", { stream: true })],
  [OpenAI.AuthenticationError, "invalid_api_key", () => client.withOptions({ apiKey: "ork_wrong" }).models.list()],
];
for (const [kind, code, refused] of refusals) {
  await assert.rejects(refused, (error) => error instanceof kind && error.code === code);
}

await assert.rejects(
  async () => {
    for await (const _ of await ask("[[fail after=2]] [[tokens 9]]", { stream: true }));
  },
  (error) => error instanceof OpenAI.APIError && error.code === "upstream_error",
);
console.log("all is well");
