/**
 * Set by the front on a request that a rate limit refuses, with the seconds until it may be repeated; never taken from
 * outside.
 */
export const RATE_LIMITED = "x-rate-limited";

/**
 * Set on a request that passed the gate of the server actions, with the ticket of its caller; never taken from outside. A
 * host without the gate, and any other way to Next, cannot run an action.
 */
export const ACTION_TICKET = "x-action-ticket";
