import { Chat, open, openByQuery } from "./chat.js";

// What the test asks about: everything that was shown, in its order.
window.shown = [];

const show = (change) => {
  window.shown.push(change);
  if (change.answer !== undefined) document.querySelector("#answer").textContent = change.answer;
  if (change.status !== undefined) document.querySelector("#status").textContent = change.status;
};

/** The ticket comes from the page's own backend, which has the key and knows who is logged in. */
async function connect() {
  const answer = await fetch("/ticket", { method: "POST" });
  if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
  const { url, ticket } = await answer.json();
  if (ticket === null) return new WebSocket(url, "orchestra.v2");
  return location.hash === "#query" ? openByQuery(url, ticket) : open(url, ticket);
}

const chat = new Chat(connect, show);
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  chat.ask(event.target.message.value);
});
await chat.start();
