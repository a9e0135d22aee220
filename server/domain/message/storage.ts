/**
 * How long a message lasts. `stored`: in the history of every member, for good. `command`: it waits for each recipient until
 * they acknowledge it or it expires, and is in no history. `ephemeral`: only who is connected gets it.
 */
export const STORAGES = ["stored", "command", "ephemeral"] as const;
export type Storage = (typeof STORAGES)[number];

/** How a message may be kept of which its sender does not say it. */
export const UNFLAGGED_STORAGES = ["stored", "command"] as const satisfies readonly Storage[];
export type UnflaggedStorage = (typeof UNFLAGGED_STORAGES)[number];

/** How long a command waits for its recipients, in seconds. */
export const COMMAND_SECONDS = { default: 7 * 86_400, max: 30 * 86_400 } as const;

/** When a command that is sent now expires. */
export const expiryOf = (now: Date, seconds: number = COMMAND_SECONDS.default): Date =>
  new Date(now.getTime() + seconds * 1000);
