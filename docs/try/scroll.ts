/** Boxes that grow at their end. */

// So near to the end, in pixels, a reader is at it.
const NEAR = 40;

/** Keeps a box at its end while it grows, unless its reader has gone up in it. */
export class Follower {
  readonly #box: HTMLElement;
  /** Where the end was, and how high the matter, when the box was put to its end last. */
  #top = 0;
  #height = 0;
  #planned = false;

  constructor(box: HTMLElement) {
    this.#box = box;
  }

  /** Something was added. */
  grew(): void {
    if (this.#planned) return;
    const { scrollTop, clientHeight } = this.#box;
    // A box that became narrower or wider has moved without its reader: one of the two still holds.
    if (scrollTop < this.#top - NEAR && scrollTop + clientHeight < this.#height - NEAR) return;
    this.#planned = true;
    // Once a picture, however much comes at once.
    requestAnimationFrame(() => {
      this.#planned = false;
      this.restart();
    });
  }

  /** Go to the end, wherever the reader is. */
  restart(): void {
    this.#height = this.#box.scrollHeight;
    this.#box.scrollTop = this.#height;
    this.#top = this.#box.scrollTop;
  }
}

/** Keep a box at its end, where it is never emptied; what is returned is called when something was added. */
export function keepAtEnd(box: HTMLElement): () => void {
  const follower = new Follower(box);
  return () => follower.grew();
}
