import { Refusal } from "@/server/contract/_shared/refusal";
import type { SessionCaller } from "./find-caller";

/** A password or a code allows sensitive actions of its session for so long. */
const RECENT_MS = 5 * 60_000;

/** Refuses `auth.reauthentication_required` unless the user of the session gave their password or a code recently. */
export function requireRecentAuthentication(
  { authenticatedAt }: Pick<SessionCaller, "authenticatedAt">,
  now: Date,
): void {
  if (authenticatedAt === null || authenticatedAt.getTime() < now.getTime() - RECENT_MS)
    throw new Refusal("auth.reauthentication_required");
}
