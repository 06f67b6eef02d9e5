/** Log lines that never hold a secret. */

/** Where log lines go; the console is one. */
export interface Logger {
  /** Every request and answer. */
  debug(message: string): void;
  /** What was tried again. */
  info(message: string): void;
  /** What the service says will go away. */
  warn(message: string): void;
  /** What is worse; nothing so far. */
  error(message: string): void;
}

/** How serious a line is, from the least; "off" is above all of them. */
export const LEVELS = ["debug", "info", "warn", "error", "off"] as const;

/** The least serious line that is logged. @useDeclaredType */
export type LogLevel = (typeof LEVELS)[number];

/** Writes lines of at least its level, with keys and tickets taken out. */
export class Log {
  readonly #logger: Logger;
  readonly #least: number;
  readonly #key: string | null;

  /** `key` is the one that must not be seen, whatever it looks like. */
  constructor(logger: Logger, level: LogLevel, key: string | null) {
    this.#logger = logger;
    this.#least = LEVELS.indexOf(level);
    this.#key = key;
  }

  /** Whether such a line would be written: asked before a costly one is put together. */
  takes(level: keyof Logger): boolean {
    return LEVELS.indexOf(level) >= this.#least;
  }

  write(level: keyof Logger, message: string): void {
    if (!this.takes(level)) return;
    const line = this.#key ? message.replaceAll(this.#key, "[redacted]") : message;
    this.#logger[level](`orchestra: ${redact(line)}`);
  }
}

/** A text without the service's keys and tickets. */
export function redact(text: string): string {
  return text
    .replace(/\b(ork|tkt)_[\w-]+/g, "[redacted]")
    .replace(/(\bBearer\s+|[?&]ticket=|orchestra\.ticket\.)[^\s"&,]+/gi, "$1[redacted]");
}

/** Headers for a log line; those that carry secrets are not shown. */
export function shown(headers: Headers): string {
  const secret = /^(authorization|x-api-key|cookie|set-cookie|proxy-authorization)$/;
  return redact(
    [...headers].map(([name, value]) => `${name}: ${secret.test(name) ? "[redacted]" : value}`).join(", "),
  );
}
