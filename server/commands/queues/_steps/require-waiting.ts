import { Refusal } from "@/server/contract/_shared/refusal";

/** What is called for another program, once. */
type Queued = "send" | "message_change" | "delivery";

/** Refuses a row of a queue that is missing, has ended, or is in flight. */
export function requireWaiting(
  queued: Queued,
  found: { isSettled: boolean; isInFlight: boolean } | null,
): void {
  if (!found) throw new Refusal(`${queued}.not_found`);
  if (found.isSettled) throw new Refusal(`${queued}.settled`);
  if (found.isInFlight) throw new Refusal(`${queued}.in_flight`);
}
