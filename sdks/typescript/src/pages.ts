/** Lists that come page by page. */

import { APIPromise } from "./promise.js";
import { type Answer, parseAnswer } from "./transport.js";

/** The JSON of a page. */
export interface ListOf<T> {
  /** The entries. */
  data: T[];
  /** Whether another page follows. */
  has_more: boolean;
  /** What to ask for as `after`; null on the last page. */
  next_cursor: string | null;
}

/** One page. `for await` goes over its entries and those of all pages behind it. */
export class Page<T> implements AsyncIterable<T> {
  /** Its entries. */
  readonly data: T[];
  /** Whether another page follows. */
  readonly has_more: boolean;
  /** What to ask for as `after`; null on the last page. */
  readonly next_cursor: string | null;
  readonly #fetch: (after: string) => PagePromise<T>;

  /** @internal */
  constructor(list: ListOf<T>, fetch: (after: string) => PagePromise<T>) {
    this.data = list.data;
    this.has_more = list.has_more;
    this.next_cursor = list.next_cursor;
    this.#fetch = fetch;
  }

  /** The page behind this one, undefined behind the last. Throws what the list's call throws. */
  async nextPage(): Promise<Page<T> | undefined> {
    return this.has_more && this.next_cursor !== null ? this.#fetch(this.next_cursor) : undefined;
  }

  /** The entries of this page and of all pages behind it. Throws what the list's call throws. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let page: Page<T> | undefined = this; page; page = await page.nextPage()) yield* page.data;
  }
}

/** `await` it for the first page, or `for await` over it for the entries of all pages. */
export class PagePromise<T> extends APIPromise<Page<T>> implements AsyncIterable<T> {
  /** `fetch` asks for the page behind a cursor. @internal */
  constructor(answer: Promise<Answer>, fetch: (after: string) => PagePromise<T>) {
    super(answer, (done) => new Page(parseAnswer(done) as ListOf<T>, fetch));
  }

  /** The entries of all pages. Throws what the call throws. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    yield* await this;
  }
}
