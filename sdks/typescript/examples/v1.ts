// Version 1, for programs that still speak it: an answer, a stream, a WebSocket.

import { OrchestraV1 } from "@ai-orchestra/sdk/v1";

const client = new OrchestraV1();
const session_id = `example-${Date.now()}`;

const answer = await client.chat({ message: "Say hello.", session_id });
console.log(`v1 answers: ${answer.response}`);

for await (const item of client.chatStream({ message: "Go on.", session_id })) {
  if (item.type === "token") console.log(JSON.stringify(item.content));
  if (item.type === "complete") console.log(`v1 streamed: ${item.content}`);
}

await using connection = await client.connect("example", session_id);
connection.chat({ message: "And once more." }, "c-1");
for await (const frame of connection) {
  if (frame.type === "error") throw new Error(frame.data.error);
  if (frame.type === "stream_token" && frame.data.type === "complete") {
    console.log(`v1 says over WebSocket: ${frame.data.content}`);
    break;
  }
}

const { message_count } = await client.session(session_id);
console.log(`${message_count} messages`);
