import { requireAdministrator } from "@/server/commands/_run/permission";
import { saveCallbackEndpointSecret } from "@/server/commands/webhooks/_steps/callback-endpoint";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { callbackSecret, newPublicId } from "@/server/lib/crypto/stored-secret";
import type { Tx } from "@/server/store/events/tx";
import { lockInbox, saveInbox, toInboxDto } from "@/server/store/inboxes/inboxes";
import { saveCallbackSecret, saveIdentitySecret } from "@/server/store/inboxes/secrets";

/**
 * Changes the secret that signs the calls of an inbox's program; the old one signs for 24 more hours. It is in the audit log
 * but creates no event of the inbox: no DTO contains it. Administrators only. Returns the new secret.
 */
export async function rotateCallbackSecret(
  tx: Tx,
  { inboxId }: { inboxId: number },
): Promise<{ secret: string }> {
  const inbox = await lockInbox(tx, inboxId);
  if (!inbox) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  const callbackSecretVersion = await saveCallbackSecret(tx, inbox);
  const secret = callbackSecret({ inboxId, callbackSecretVersion });
  await saveCallbackEndpointSecret(tx, inboxId, secret);
  return { secret };
}

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

/** Replaces an inbox's public identifier: software that has the old one loses access at once. Administrators only. */
export async function rotateIdentifier(tx: Tx, { inboxId }: { inboxId: number }): Promise<InboxDto> {
  const before = await lockInbox(tx, inboxId);
  if (!before) throw new Refusal("inbox.not_found");
  requireAdministrator(tx.caller);
  return toInboxDto(await saveInbox(tx, before, { identifier: newPublicId() }));
}
