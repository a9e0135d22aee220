/**
 * Has `SPOOL_SECRET` in requests that the spool replays. The front removes it from all others, so that the parts behind it can trust
 * it: what arrived during an outage would exceed the limit of its address when it comes at once.
 */
export const REPLAY_HEADER = "x-tickline-replay";

/** Beside it, when the request arrived at the spool, in ms since 1970. The front removes it from all requests that are not replayed. */
export const ARRIVED_HEADER = "x-tickline-arrived";

/**
 * In a 503 that is no outage: the request is about a message that has not arrived yet. It is to come again, and others of its
 * conversation may come before it.
 */
export const EARLY_HEADER = "x-tickline-early";

const MS = /^\d{1,14}$/;

/** When a replayed request arrived; undefined: it has arrived now. A clock that is ahead does not bring messages of the future. */
export function readArrival(value: string | undefined, now: Date): Date | undefined {
  if (value === undefined || !MS.test(value)) return undefined;
  return new Date(Math.min(Number(value), now.getTime()));
}
