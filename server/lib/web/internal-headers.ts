import { randomBytes } from "node:crypto";
import { shared } from "@/server/lib/shared";

/**
 * Set by the front on a request that a rate limit refuses, with the seconds until it may be repeated; never taken from
 * outside.
 */
export const RATE_LIMITED = "x-rate-limited";

/** Set on a request that passed the gate of the server actions, with `actionMark()`; never taken from outside. */
export const ACTION_CHECKED = "x-action-checked";
/** A secret of the process: a host without the gate, and any other way to Next, cannot run an action. */
export const actionMark = (): string => shared("action mark", () => randomBytes(16).toString("hex"));
