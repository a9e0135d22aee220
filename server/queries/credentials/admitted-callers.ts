import { randomUUID } from "node:crypto";
import { shared } from "@/server/lib/shared";
import type { SessionCaller } from "./find-caller";

const callers = () => shared("admitted callers", () => new Map<string, SessionCaller>());

/**
 * Runs `work` for a caller that the gate of the server actions has admitted. Whoever knows the ticket during that time acts as
 * this caller: the action, which so needs not read the session a second time.
 */
export async function withTicket<R>(caller: SessionCaller, work: (ticket: string) => Promise<R>): Promise<R> {
  const ticket = randomUUID();
  callers().set(ticket, caller);
  try {
    return await work(ticket);
  } finally {
    callers().delete(ticket);
  }
}

/** The admitted caller of a ticket; null = there is none: the request did not pass the gate. */
export const callerOfTicket = (ticket: string | null): SessionCaller | null =>
  (ticket !== null && callers().get(ticket)) || null;
