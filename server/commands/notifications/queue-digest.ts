import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { putDigest } from "@/server/store/members/mails";
import { takeMissed } from "@/server/store/push/digests";
import { readNotificationSettings } from "@/server/store/push/notification-settings";

/**
 * Queues one mail about what a member missed, if they want one about any of it. Each notification is considered once, so no
 * second call queues it again. By the system only. Only the member sees it, so there is no event.
 */
export async function queueDigest(tx: Tx, { userId }: { userId: number }): Promise<void> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const settings = await readNotificationSettings(tx, { accountId: tx.caller.accountId, userId });
  if (settings.digestMinutes === 0) return;
  if ((await takeMissed(tx, userId, settings)) > 0) await putDigest(tx, { userId, locale: settings.locale });
}
