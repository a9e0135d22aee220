import { maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import type { Tx } from "@/server/store/events/tx";
import { saveNotificationSettings } from "@/server/store/push/notification-settings";

/** Sets how the caller is notified. Inboxes that they may not see are left out. Only they see it, so there is no event. */
export async function setNotificationSettings(tx: Tx, settings: NotificationSettings): Promise<void> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const mutedInboxIds = settings.mutedInboxIds.filter((inboxId) => maySee(tx.caller, { inboxId }));
  await saveNotificationSettings(tx, userId, { ...settings, mutedInboxIds });
}
