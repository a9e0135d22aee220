import type { ClaimedSend } from "@/server/store/sends/claim-sends";
import type { LoadedSend } from "@/server/store/sends/load-sends";

type End = { state: "dropped" | "refused" | "unconfirmed"; because?: { reason: string } };

/**
 * Why a claimed send ends without calling its sender, or null. The message was deleted, is sent by a later attempt, or has
 * been reported about meanwhile; the inbox has no callback any more; or the process that claimed it before ended within a
 * call, and the sender would take the message a second time and cannot be asked.
 */
export function endWithoutCall(
  { attempt, isDoubtful }: Pick<ClaimedSend, "attempt" | "isDoubtful">,
  loaded: LoadedSend | null,
): End | null {
  if (loaded === null) return { state: "dropped" };
  const { message, inbox } = loaded.request;
  const isGone = message.deletedAt !== null || message.withdrawnAt !== null;
  if (isGone || message.attempt !== attempt || message.status !== "pending") return { state: "dropped" };
  if (isDoubtful && !loaded.deduplicates && !loaded.answersLookups)
    return {
      state: "unconfirmed",
      because: { reason: "Tickline stopped while it was sending this message." },
    };
  if (inbox.callbackUrl === null)
    return { state: "refused", because: { reason: "The inbox has no callback URL any more." } };
  return null;
}
