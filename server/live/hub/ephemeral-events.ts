import { shared } from "@/server/lib/shared";
import type { Hub } from "./hub";

/** Events that reach streams without the log: typing, and read notifications. */
export type EphemeralEvents = Pick<Hub, "type" | "renotify">;

const slot = () => shared("ephemeral-events", (): { current: EphemeralEvents | null } => ({ current: null }));

/** Called once by the composition root. */
export function provideEphemeralEvents(ephemeralEvents: EphemeralEvents): void {
  slot().current = ephemeralEvents;
}

/** Null where the process has no hub, as on a plain Next host: ephemeral events are dropped there. */
export const ephemeralEvents = (): EphemeralEvents | null => slot().current;
