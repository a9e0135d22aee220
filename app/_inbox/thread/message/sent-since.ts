import type { MessageDto } from "@/server/contract/_shared/dto";

export type StartedAttempt = { number: number /** ISO 8601. */; startedAt: string };
type Sent = Pick<MessageDto, "attempt" | "createdAt" | "sendAfter">;

/** When a message's current attempt was sent at the earliest, ISO 8601: the first one at the end of the undo window. As `SENT_SINCE` of the store. */
export function sentSince(
  { attempt, createdAt, sendAfter }: Sent,
  attempts: readonly StartedAttempt[],
): string {
  const startedAt = attempts.find(({ number }) => number === attempt)?.startedAt ?? createdAt;
  const heldUntil = attempt === 1 ? sendAfter : null;
  return heldUntil !== null && Date.parse(heldUntil) > Date.parse(startedAt) ? heldUntil : startedAt;
}
