// The HTTP answer behind an answer: status, headers, body.

import { Orchestra } from "@ai-orchestra/sdk";

const client = new Orchestra();

const { data, response } = await client.chat.create({ message: "Say hello." }).withResponse();
console.log(`${response.status} ${response.headers.get("Orchestra-Run-Id")}: ${data.response}`);

const raw = await client.models.list().asResponse();
console.log(`${raw.headers.get("Content-Type")}: ${await raw.text()}`);

const stream = await client.chat.stream({ message: "Say hello." }).ready();
console.log(`correlation id: ${stream.responseHeaders?.get("X-Correlation-ID")}`);
await stream.close();
