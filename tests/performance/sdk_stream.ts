// Processor time a token of one long stream: through the SDK, and of the same bytes only read.

import { Orchestra } from "@ai-orchestra/sdk";

const TOKENS = Number(process.env["TOKENS"]);
const client = new Orchestra();
const message = `[[tokens ${TOKENS}]]`;

async function microseconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / TOKENS;
}

async function throughTheSdk(): Promise<void> {
  let tokens = 0;
  for await (const event of client.chat.stream({ message })) if (event.type === "token") tokens++;
  if (tokens !== TOKENS) throw new Error(`${tokens} tokens came`);
}

async function onlyRead(): Promise<void> {
  const { baseUrl, apiKey } = client.transport.settings;
  const response = await fetch(`${baseUrl}/v2/chat/stream`, {
    method: "POST",
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ message }),
  });
  for await (const _piece of response.body!);
}

const rounds: { sdk: number; bare: number }[] = [];
for (let round = 0; round < 5; round++) {
  rounds.push({ bare: await microseconds(onlyRead), sdk: await microseconds(throughTheSdk) });
}
console.log(JSON.stringify(rounds));
