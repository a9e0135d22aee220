/**
 * The lease of a claimed call (a webhook delivery or a send); a killed process loses it after this. More than the longest
 * call and the writing of its result. A call that could outlast its lease, because the process paused, is not begun
 * (`mayCall`).
 */
const LEASE_S = 60;

/** When a lease that begins now ends. */
export const LEASE_END = (now: string): string => `${now}::timestamptz + make_interval(secs => ${LEASE_S})`;

/** When the call began whose lease ends at `end`. */
export const LEASE_START = (end: string): string => `${end} - make_interval(secs => ${LEASE_S})`;

/** Whether a call of at most `callMs` can still be made and settled before another process may claim it. */
export const mayCall = ({ leaseUntil }: { leaseUntil: Date }, now: Date, callMs: number): boolean =>
  now.getTime() + callMs <= leaseUntil.getTime();
