import { requireAdministrator } from "@/server/commands/_run/permission";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { newPublicId } from "@/server/lib/crypto/new-secret";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox, saveInbox, toInboxDto } from "@/server/store/inboxes/inboxes";

/** Replaces an inbox's public identifier: software that has the old one loses access at once. Administrators only. */
export async function rotateIdentifier(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveInbox(tx, before, { identifier: newPublicId() }));
}
