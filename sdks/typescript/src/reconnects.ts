import { RECONNECT } from "./generated/v2.js";

/** Whether to connect again after a close code; one that is not known follows its range. */
export function reconnects(code: number): boolean {
  return RECONNECT.get(code) ?? (code === 1005 || (code >= 4500 && code <= 4999));
}
