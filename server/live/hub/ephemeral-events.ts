import { shared } from "@/server/lib/shared";
import type { Hub } from "./hub";

/** What reaches streams beside the log: that somebody writes, that a member has read what they were told of. */
export type EphemeralEvents = Pick<Hub, "type" | "renotify">;

const slot = () => shared("beside-log", (): { current: EphemeralEvents | null } => ({ current: null }));

/** Called once by the composition root. */
export function provideEphemeralEvents(ephemeralEvents: EphemeralEvents): void {
  slot().current = ephemeralEvents;
}

/** Null where no hub is, as on a plain Next host: there nobody is told. */
export const ephemeralEvents = (): EphemeralEvents | null => slot().current;
