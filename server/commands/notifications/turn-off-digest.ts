import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { turnOffDigestOf } from "@/server/store/push/unsubscribe-tokens";

/**
 * Turns off a member's mails about missed notifications, also those that wait to be sent. By the system only, for whoever has
 * the member's unsubscribe link. Only the member sees it, so there is no event.
 */
export async function turnOffDigest(tx: Tx, { userId }: { userId: number }): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  await turnOffDigestOf(tx, userId);
}
