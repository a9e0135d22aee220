import { shared } from "@/server/lib/shared";
import type { Hub } from "./hub";

/** What reaches streams beside the log: that somebody writes, that a member has read what they were told of. */
export type BesideLog = Pick<Hub, "type" | "renotify">;

const held = () => shared("beside-log", (): { current: BesideLog | null } => ({ current: null }));

/** Called once by the composition root. */
export function provideBesideLog(besideLog: BesideLog): void {
  held().current = besideLog;
}

/** Null where no hub is, as on a plain Next host: there nobody is told. */
export const besideLog = (): BesideLog | null => held().current;
