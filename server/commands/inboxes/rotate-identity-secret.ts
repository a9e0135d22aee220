import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Tx } from "@/server/store/events/tx";
import { saveIdentitySecret } from "@/server/store/inboxes/identity-secret";
import { lockInbox } from "@/server/store/inboxes/inboxes";

/**
 * Sets the secret by which an inbox's own site signs its customers' identifiers. The edge makes it and shows it once. It is
 * in the audit log but creates no event: no DTO contains it. Administrators only.
 */
export async function rotateIdentitySecret(
  tx: Tx,
  { inboxId, secret }: { inboxId: number; secret: string },
): Promise<void> {
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  await saveIdentitySecret(tx, inbox, secret);
}
