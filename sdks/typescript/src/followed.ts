/** What a connection remembers of each run that is followed over it. */

import { Fold } from "./fold.js";
import type { ChatFrame, RunEvent } from "./generated/v2.js";

/** What a followed run is doing. */
export type State =
  /** The chat was not accepted yet. */
  | "asked"
  /** It is to be resumed: as soon as there is a connection, and room on it. */
  | "waiting"
  /** The resume was sent. */
  | "resuming"
  /** Its events come. */
  | "live"
  /** Its buffer was full: left until the reader has emptied it. */
  | "parked"
  /** A chat that is sent again, or a resume, was refused for now. */
  | "paused"
  /** Nothing more comes. */
  | "over";

/** One run and its reader. Only its Wire changes it. */
export class Followed {
  /** What the reader has had. */
  readonly fold: Fold;
  /** What waits for the reader. */
  readonly events: RunEvent[] = [];
  state: State;
  /** The offset of the last event that came, read or not. */
  received: number;
  /** Whether the service has said yes once; `fold.run_id` is known then. */
  accepted = false;
  /** Why nothing more comes, where that is not the terminal event. */
  error: unknown;
  /** Called after every change that a reader may wait for. */
  changed: () => void = () => {};
  /** The log was trimmed: the next event may come at any offset. */
  mayJump = false;
  /** How often its chat or a resume was sent. */
  sendings = 0;
  /** What had to be asked for again without a new event between. */
  tries = 0;
  /** The name of the chat or resume that has no answer yet. */
  question: string | undefined;

  /** `chat` where the run is still to be asked for, else `run_id` is followed behind `after`; -1 for all of it. */
  constructor(
    readonly chat: Omit<ChatFrame, "id"> | undefined,
    run_id?: string,
    readonly after = -1,
  ) {
    this.fold = new Fold(run_id, after);
    this.received = after;
    this.state = chat ? "asked" : "waiting";
  }

  /** Give the reader the next event, where one is there. */
  shift(): RunEvent | undefined {
    const event = this.events.shift();
    if (event) {
      // What is missing here was trimmed; the wire has seen to the rest.
      if (event.offset > this.fold.offset + 1) this.fold.skip();
      this.fold.take(event);
    }
    return event;
  }
}
