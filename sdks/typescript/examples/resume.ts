// Leave a stream, and follow its run again from the same place: from another process, or a day's work later.
// A connection that is lost by itself needs none of this: a stream resumes by itself.

import { Orchestra } from "@ai-orchestra/sdk";

const client = new Orchestra();

const first = client.chat.stream({ message: "Tell me a short story.", on_disconnect: "continue" });
let offset = -1;
for await (const event of first) {
  offset = event.offset;
  if (event.type === "token") break; // closes the connection; the run goes on
}
console.log(`Left ${first.run_id} behind event ${offset}: ${first.text}`);

const rest = client.runs.events(first.run_id!, { after: offset });
const { response } = await rest.result();
console.log(`The rest: ${rest.text}`);
console.log(first.text + rest.text === response ? "Nothing is missing." : "Something is missing.");
