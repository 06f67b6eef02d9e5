/** What a call returns: the promise of its answer, with the HTTP response behind it for those who ask. */

import { type Answer, parseAnswer } from "./transport.js";

/** `await` it for the answer; `withResponse()` and `asResponse()` give the HTTP response too. */
export class APIPromise<T> extends Promise<T> {
  /** What `then` returns is a plain promise. @internal */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #answer: Promise<Answer>;

  /** @internal */
  constructor(answer: Promise<Answer>, parse: (answer: Answer) => T = (answer) => parseAnswer(answer) as T) {
    super((resolve, reject) => {
      answer.then((done) => resolve(parse(done))).catch(reject);
    });
    this.#answer = answer;
  }

  /** The answer and its HTTP response, whose body can still be read. Throws what the call throws. */
  async withResponse(): Promise<{
    /** The answer. */
    data: T;
    /** Its HTTP response. */
    response: Response;
  }> {
    const data = await this;
    return { data, response: await this.asResponse() };
  }

  /** The HTTP response of a good answer, whatever is in it. Throws what the call throws, but not APIResponseError. */
  async asResponse(): Promise<Response> {
    // Nobody else may be waiting for the answer itself.
    this.catch(() => {});
    const { response, text } = await this.#answer;
    return new Response(text || null, response);
  }
}
