import type { InboxDto } from "@/server/contract/dto";
import { Refusal } from "@/server/contract/refusal";
import { RELEASE } from "@/server/lib/release";
import { saveReview } from "@/server/store/inbox-reviews";
import { lockInbox, toInboxDto } from "@/server/store/inboxes";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Marks an inbox's settings, as they are now, as looked over. Administrators only. */
export async function reviewInbox(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveReview(tx, before, RELEASE));
}
