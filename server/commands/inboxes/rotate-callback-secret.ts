import { requireAdministrator } from "@/server/commands/_run/permission";
import { saveCallbackEndpointSecret } from "@/server/commands/webhooks/_steps/callback-endpoint";
import { Refusal } from "@/server/contract/_shared/refusal";
import { callbackSecret } from "@/server/lib/crypto/callback-secret";
import type { Tx } from "@/server/store/events/tx";
import { saveCallbackSecret } from "@/server/store/inboxes/callback-secret";
import { lockInbox } from "@/server/store/inboxes/inboxes";

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
