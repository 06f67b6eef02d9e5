// A conversation that is kept, and lists that go over all their pages.

import { Orchestra } from "@ai-orchestra/sdk";

const client = new Orchestra();

const session = await client.sessions.create({ title: "Planning the week", metadata: { team: "blue" } });
await client.chat.create({ message: "My name is Ada.", session_id: session.session_id });
await client.chat.create({ message: "What is my name?", session_id: session.session_id });

for await (const message of client.sessions.messages(session.session_id, { limit: 2 })) {
  console.log(`${message.role}: ${message.content}`);
}

// Left out, the title would stay; null takes it away.
const untitled = await client.sessions.update(session.session_id, { title: null });
console.log(`title: ${untitled.title}`);

const page = await client.sessions.list({ limit: 10 });
console.log(`${page.data.length} sessions, more: ${page.has_more}`);

await client.sessions.delete(session.session_id);
