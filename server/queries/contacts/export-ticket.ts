import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import { seal, unseal } from "@/server/lib/crypto/seal";

const VALID_MS = 60_000;

const content = z.object({ contactId: z.number(), includesNotes: z.boolean(), until: z.number() });

export type ExportTicket = Pick<z.infer<typeof content>, "contactId" | "includesNotes">;

/** Lets a member's own session download one contact's data within a minute, from any process. */
export const sealExportTicket = (
  caller: Caller,
  { contactId, includesNotes }: ExportTicket,
  now: Date,
): string =>
  seal(JSON.stringify({ contactId, includesNotes, until: now.getTime() + VALID_MS }), purposeOf(caller));

/** The ticket's content; null if it is another member's, has expired, or is none. */
export function openExportTicket(caller: Caller, ticket: string, now: Date): ExportTicket | null {
  const text = unseal(ticket, purposeOf(caller));
  const opened = text === null ? null : content.parse(JSON.parse(text));
  return opened && opened.until > now.getTime() ? opened : null;
}

const purposeOf = ({ accountId, userId }: Caller) => `contact export of ${accountId} by ${userId}`;
