/**
 * Has `SPOOL_SECRET` in requests that the spool replays. The front removes it from all others, so that the parts behind it can trust
 * it: what arrived during an outage would exceed the limit of its address when it comes at once.
 */
export const REPLAY_HEADER = "x-tickline-replay";
