/** The conversation: what was said, what the agents and tools did for it, and what became of the connection. */

import type { AgentTurn, ToolCall } from "../../sdks/typescript/src/index.js";
import { element } from "./element.js";
import { Follower } from "./scroll.js";

/** All messages and answers since the last new session. */
export class Transcript {
  // A log, whose every token would be read out if it were live: the status says what is worth saying.
  readonly #log = element("div", {
    class: "try-log",
    role: "log",
    "aria-live": "off",
    "aria-label": "Conversation",
    tabindex: "0",
  });
  readonly #empty = element("p", { class: "try-empty" }, "Say something, and the answer appears here as it is written.");
  readonly #follower = new Follower(this.#log);

  /** Build it into `host`. */
  constructor(host: HTMLElement) {
    host.append(this.#log);
    this.clear();
  }

  clear(): void {
    this.#log.replaceChildren(this.#empty);
  }

  /** Show a message; gives the place of its answer. */
  ask(message: string, version: string): Answer {
    this.#empty.remove();
    const said = element("div", { class: "try-said" }, name("You", ""), element("p", { class: "try-text" }, message));
    const answer = new Answer(version, () => this.#follower.grew());
    this.#log.append(said, answer.box);
    this.#follower.restart();
    return answer;
  }
}

/** One answer. */
export class Answer {
  readonly box = element("div", { class: "try-answer try-growing" });
  readonly #before = element("div");
  readonly #agents = element("div", { class: "try-work" });
  readonly #text = document.createTextNode("");
  readonly #after = element("div");
  readonly #turns: Part[] = [];
  readonly #tools: Part[] = [];
  readonly #grew: () => void;

  constructor(version: string, grew: () => void) {
    this.#grew = grew;
    const text = element("p", { class: "try-text", "data-answer": "" }, this.#text);
    this.box.append(name("Orchestra", version), this.#before, this.#agents, text, this.#after);
  }

  text(piece: string): void {
    this.#text.appendData(piece);
    this.#grew();
  }

  manager(text: string): void {
    this.#before.append(element("p", { class: "try-aside" }, element("b", {}, "Manager "), text));
    this.#grew();
  }

  notice(text: string): void {
    this.#before.append(element("p", { class: "try-aside" }, element("b", {}, "Notice "), text));
    this.#grew();
  }

  work(agents: readonly AgentTurn[], tools: readonly ToolCall[]): void {
    agents.forEach((turn, place) => {
      this.#part(this.#turns, place).show(titleOf(turn), stateOf(turn), turn.text, turn.completed);
    });
    tools.forEach((call, place) => {
      const asked = `${JSON.stringify(call.arguments)}${call.content === undefined ? "" : `\n${call.content}`}`;
      const state = call.ok === undefined ? "asked" : call.ok ? "answered" : "could not do it";
      this.#part(this.#tools, place).show(`Tool ${call.server ?? "?"}/${call.tool ?? "?"}`, state, asked, call.ok !== undefined);
    });
    this.#grew();
  }

  /** What became of the connection. */
  line(text: string): void {
    this.#after.append(element("p", { class: "try-line" }, text));
    this.#grew();
  }

  /** The end: how it was, and whether it was none. */
  end(summary: string | HTMLElement): void {
    this.box.classList.remove("try-growing");
    this.#after.append(typeof summary === "string" ? element("p", { class: "try-note try-end" }, summary) : summary);
    this.#grew();
  }

  #part(parts: Part[], place: number): Part {
    let part = parts[place];
    if (!part) {
      part = parts[place] = new Part();
      this.#agents.append(part.box);
    }
    return part;
  }
}

/** An agent's turn or a tool's call: a title that unfolds what was said. Open while it goes on, unless its reader folds it. */
class Part {
  readonly box = element("div", { class: "try-part" });
  readonly #title = element("span");
  readonly #state = element("span", { class: "try-state" });
  readonly #text = element("div", { class: "try-part-text" });
  readonly #row = element("button", { type: "button", class: "try-part-row" }, this.#title, this.#state);
  #chosen = false;

  constructor() {
    this.#row.addEventListener("click", () => {
      this.#chosen = true;
      this.#unfold(this.#text.hidden);
    });
    this.box.append(this.#row, this.#text);
    this.#unfold(true);
  }

  show(title: string, state: string, text: string, over: boolean): void {
    if (!this.#chosen) this.#unfold(!over);
    for (const [place, said] of [[this.#title, title], [this.#state, state], [this.#text, text]] as const) {
      if (place.textContent !== said) place.textContent = said;
    }
  }

  #unfold(open: boolean): void {
    this.#text.hidden = !open;
    this.#row.setAttribute("aria-expanded", String(open));
  }
}

function titleOf({ agent, role, round }: AgentTurn): string {
  const called = role === undefined || role === agent ? agent : `${agent}, ${role}`;
  return round === undefined ? called : `${called}, round ${round}`;
}

function stateOf({ completed, quality_score, text }: AgentTurn): string {
  if (!completed) return text ? "writing" : "thinking";
  return quality_score === null ? "done" : `done, rated ${quality_score.toFixed(2)}`;
}

/** Who speaks. */
function name(who: string, version: string): HTMLElement {
  return element("p", { class: "try-who" }, who, ...(version ? [element("span", { class: "try-version" }, version)] : []));
}
