/** A smaller difference of the clocks counts as none: answers have whole seconds. */
const EXACT_MS = 2_000;
/** An answer that took longer is too old to set a clock by: the browser may have slept. */
const ANSWER_MS = 5_000;

/** How far the server's clock is ahead of this browser's. */
let aheadMs = 0;

/** The time in ms by the server's clock, for what it has dated or ends: undo windows, reply windows, how long somebody waits. */
export const serverNow = (): number => Date.now() + aheadMs;

/** Notes the server's time in an answer to a request that began at `startedAt`. */
export function noteServerTime(response: Pick<Response, "headers">, startedAt: number): void {
  const now = Date.now();
  const at = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(at) || now - startedAt > ANSWER_MS) return;
  const ahead = at + 500 - now;
  aheadMs = Math.abs(ahead) < EXACT_MS ? 0 : ahead;
}
