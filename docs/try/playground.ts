/** The playground: a chat with the service that serves this page, by our own TypeScript SDK. */

import type { Orchestra, Swarm } from "../../sdks/typescript/src/index.js";
import { Chat } from "./chat.js";
import { ChatV1 } from "./chat_v1.js";
import type { Conversation, Hearer } from "./conversation.js";
import { Choices, Composer, type Version } from "./desk.js";
import { allow, element, reasonAgainst } from "./element.js";
import { EventList } from "./events.js";
import { clientFor, serverForm } from "./server.js";
import { type Answer, Transcript } from "./transcript.js";
import { type Trouble, troubleBox, troubleOf } from "./trouble.js";

const host = document.querySelector<HTMLElement>("#try")!;
const top = element("div", { class: "try-top" });
const trouble = element("div");
const bar = element("div", { class: "try-bar" });
const renew = element("button", { type: "button", class: "md-button try-small" }, "New session");
const sessionName = element("span", { class: "try-count" });
const title = element("h2", { id: "try-chat-title", class: "try-title" }, "Chat");
const chatPane = element(
  "section",
  { class: "try-pane try-chat", "aria-labelledby": title.id },
  element("div", { class: "try-head" }, title, sessionName, renew),
);
const eventPane = element("section", { class: "try-pane", "aria-labelledby": "try-events-title" });
host.replaceChildren(top, trouble, bar, element("div", { class: "try-panes" }, chatPane, eventPane));

const server = serverForm(top);
const choices = new Choices(bar);
const transcript = new Transcript(chatPane);
const events = new EventList(eventPane);
const composer = new Composer(chatPane, host, { send, cancel, cut });

/** What was made for the server that is filled in. */
interface Visit {
  client: Orchestra;
  conversations: Partial<Record<Version, Conversation>>;
  session_id: string | undefined;
  /** Ends when the swarms of the service are on offer. */
  swarms: Promise<void>;
}

let visit: Visit | undefined;
/** Who writes the answer at this moment. */
let writing: Conversation | undefined;

renew.addEventListener("click", () => {
  const against = reasonAgainst(renew);
  if (against === null) begin();
  else composer.say(against);
});
server.onChange(() => void meet());
begin();
composer.say("Fill in your API key to begin.");

/** Another server or key: nothing of the one before is left. */
async function meet(): Promise<void> {
  for (const conversation of Object.values(visit?.conversations ?? {})) conversation.close();
  visit = undefined;
  choices.offer([]);
  begin();
  composer.say("Asking the service…");
  let here: Visit | undefined;
  try {
    here = arrive();
    await here.swarms;
    // The fields may have been changed again meanwhile.
    if (visit === here) composer.say("The service answers. Say something.");
  } catch (error) {
    if (visit === here) show(troubleOf(error, server.address()));
  }
}

/** Begin with the server that is filled in, and ask what swarms it has. Throws OrchestraError where the address can be none. */
function arrive(): Visit {
  const client = clientFor(server);
  const here: Visit = (visit = { client, conversations: {}, session_id: undefined, swarms: Promise.resolve() });
  here.swarms = listed(client).then((swarms) => {
    if (visit === here) choices.offer(swarms);
  });
  // Whoever does not wait for the list hears what is wrong from what is asked next.
  here.swarms.catch(() => {});
  return here;
}

async function listed(client: Orchestra): Promise<Swarm[]> {
  const swarms: Swarm[] = [];
  for await (const swarm of client.swarms.list({ limit: 100 })) swarms.push(swarm);
  return swarms;
}

/** A new session: it is made with its first message. */
function begin(): void {
  if (visit) visit.session_id = undefined;
  sessionName.textContent = "new session";
  transcript.clear();
  events.clear();
  show(undefined);
  composer.say("A new session begins with your next message.");
}

async function send(message: string): Promise<void> {
  const { version, swarm, mode } = choices;
  const answer = transcript.ask(message, version);
  events.clear();
  stage("sent");
  composer.say("Sent. The answer has not begun yet.");
  try {
    const conversation = (writing = converse(version));
    const session_id = await session();
    const ending = await conversation.say({ message, session_id, swarm, mode }, hearer(answer));
    answer.end(ending.summary);
    composer.say(ending.cancelled ? ending.summary : `Answer complete. ${ending.summary}`);
  } catch (error) {
    const found = troubleOf(error, server.address());
    answer.end(troubleBox(found));
    composer.say(`Error: ${found.title}.`);
  } finally {
    writing = undefined;
    stage("idle");
  }
}

async function cancel(): Promise<void> {
  stage("cancelling");
  composer.say("Cancelling…");
  try {
    await writing?.cancel();
  } catch (error) {
    if (writing) stage("begun");
    composer.say(`It could not be cancelled: ${troubleOf(error, server.address()).detail}`);
  }
}

function cut(): void {
  composer.say("The connection is cut.");
  writing?.cut();
}

function hearer(answer: Answer): Hearer {
  let spoken = false;
  return {
    began: () => {
      stage("begun");
      composer.say("The answer has begun.");
    },
    event: (event) => events.add(event),
    text: (piece) => {
      answer.text(piece);
      if (!spoken) composer.say("The answer is being written.");
      spoken = true;
    },
    manager: (text) => answer.manager(text),
    notice: (text) => answer.notice(text),
    work: (agents, tools) => answer.work(agents, tools),
    line: (text) => {
      answer.line(text);
      events.mark(text);
      composer.say(text);
    },
  };
}

/** Throws OrchestraError where the address can be none. */
function converse(version: Version): Conversation {
  const { client, conversations } = visit ?? arrive();
  return (conversations[version] ??= version === "v1" ? new ChatV1(client) : new Chat(client));
}

/** The session of all messages, by either version, until a new one is asked for. */
async function session(): Promise<string> {
  const here = visit!;
  here.session_id ??= (await here.client.sessions.create({ title: "Playground" })).session_id;
  sessionName.textContent = here.session_id;
  return here.session_id;
}

function stage(to: Parameters<Composer["stage"]>[0]): void {
  composer.stage(to);
  allow(renew, to === "idle" ? undefined : "An answer is being written. Wait for its end, or cancel it.");
}

function show(found: Trouble | undefined): void {
  trouble.replaceChildren(...(found ? [troubleBox(found)] : []));
  if (found) composer.say(`Error: ${found.title}.`);
}
