import { requireAdministrator } from "@/server/commands/_run/permission";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { RELEASE } from "@/server/lib/process/release";
import type { Tx } from "@/server/store/events/tx";
import { saveReview } from "@/server/store/inboxes/inbox-reviews";
import { lockInbox, toInboxDto } from "@/server/store/inboxes/inboxes";

/** Marks an inbox's current settings as reviewed. Administrators only. */
export async function reviewInbox(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveReview(tx, before, RELEASE));
}
