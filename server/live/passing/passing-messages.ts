import { z } from "zod";
import { type Passing, passing } from "@/server/contract/message/ephemeral-message";

const told = passing.extend({ accountId: z.number().int() });

const MARK = "passing ";

/** The message to other processes. */
export const passingMessage = (accountId: number, one: Passing): string =>
  MARK + JSON.stringify({ ...one, accountId });

/** Parses such a message; null for another kind. Throws on a malformed one. */
export function readPassingMessage(text: string): { accountId: number; passing: Passing } | null {
  if (!text.startsWith(MARK)) return null;
  const { accountId, ...one } = told.parse(JSON.parse(text.slice(MARK.length)));
  return { accountId, passing: one };
}
