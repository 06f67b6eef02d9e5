/** Whether everything came, and nothing twice: counted by the page itself, whatever the SDK says. */

/** Counts the events of one run. */
export class Tally {
  #offsets: number[] = [];
  #text = "";

  /** Count an event; `text` where it is a piece of the answer. */
  take(offset: number, text = ""): void {
    this.#offsets.push(offset);
    this.#text += text;
  }

  /** The offset of the last event; -1 before the first. */
  get last(): number {
    return this.#offsets.at(-1) ?? -1;
  }

  /** What to say at the end, where `response` is the answer as the service keeps it. */
  verdict(response: string): string {
    const wrong = this.#offsets.findIndex((offset, place) => offset !== place);
    if (wrong >= 0) return `Not whole: offset ${this.#offsets[wrong]} came where ${wrong} was due.`;
    if (this.#text !== response) return "Not whole: the pieces are not the answer that the service keeps.";
    return `Nothing is missing, and nothing came twice: offsets 0 to ${this.last}, and the text is the answer that the service keeps.`;
  }
}
