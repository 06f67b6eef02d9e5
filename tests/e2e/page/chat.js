// Chats over a WebSocket from a page, and comes back by itself to a connection that was lost.

/** Connect with a ticket. As a subprotocol it stays out of addresses, and so out of the logs on the way. */
export function open(url, ticket) {
  return new WebSocket(url, ["orchestra.v2", `orchestra.ticket.${ticket}`]);
}

/** The same with the ticket in the address, for libraries that cannot choose a subprotocol. */
export function openByQuery(url, ticket) {
  return new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`, "orchestra.v2");
}

const TERMINAL = ["run.completed", "run.failed", "run.cancelled"];
const LONGEST_WAIT = 10_000;

export class Chat {
  #connect;
  #show;
  #socket = null;
  #sessionId = null;
  #question = null;
  #losses = 0;
  // "waiting" for a welcome, "welcome", or "gone" where only the next question connects again.
  #state = "gone";

  /** `connect` gives a new WebSocket each time, with a new ticket; `show` takes what the page shows. */
  constructor(connect, show) {
    this.#connect = connect;
    this.#show = show;
  }

  /** Ask one question; its answer comes to `show` as it grows. */
  ask(message) {
    const chat = { type: "chat", message, idempotency_key: crypto.randomUUID() };
    if (this.#sessionId !== null) chat.session_id = this.#sessionId;
    this.#question = { chat, id: chat.idempotency_key, runId: null, offset: null, answer: "" };
    this.#show({ answer: "" });
    if (this.#state === "welcome") this.#goOn();
    else if (this.#state === "gone") this.#comeBack(0);
  }

  async start() {
    this.#state = "waiting";
    const socket = await this.#connect();
    let goodbye = null;
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.type === "goodbye") goodbye = frame;
      else this.#take(frame);
    };
    socket.onclose = ({ code }) => {
      // Without a goodbye the connection was lost on the way, or the handshake was refused.
      const lost = goodbye === null && code === 1006;
      this.#state = "gone";
      this.#show({ code, goodbye, status: goodbye?.reason ?? "The connection was lost." });
      if (goodbye?.reconnect || (lost && this.#question !== null)) this.#comeBack(goodbye?.after_ms);
    };
  }

  #comeBack(wait) {
    this.#state = "waiting";
    wait ??= Math.min(100 * 2 ** this.#losses, LONGEST_WAIT);
    this.#losses += 1;
    setTimeout(() => this.start().catch(() => this.#comeBack()), wait);
  }

  #goOn() {
    const { chat, id, runId, offset } = this.#question;
    // The idempotency key makes a question that is sent again the same question.
    if (runId === null) this.#say({ ...chat, id });
    else this.#say({ type: "resume", id, run_id: runId, ...(offset !== null && { after: offset }) });
  }

  #say(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #take(frame) {
    if (frame.type === "welcome") {
      this.#losses = 0;
      this.#state = "welcome";
      this.#show({ status: "Connected." });
      if (this.#question !== null) this.#goOn();
      return;
    }
    const question = this.#question;
    if (question === null) return;
    if (frame.type === "error" && frame.id === question.id) {
      this.#question = null;
      this.#show({ status: frame.problem.detail });
    } else if (frame.type === "accepted" && frame.id === question.id) {
      question.runId = frame.run_id;
      this.#sessionId = frame.session_id;
    } else if (frame.run_id === question.runId && "offset" in frame) {
      question.offset = frame.offset;
      if (frame.type === "token") question.answer += frame.text;
      if (TERMINAL.includes(frame.type)) {
        this.#question = null;
        question.answer = frame.response;
        if (frame.type === "run.failed") this.#show({ status: frame.error.detail });
      }
      this.#show({ answer: question.answer, event: frame });
    }
  }
}
