import type { InboxDto } from "@/server/contract/_shared/dto";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { signWebhook } from "@/server/lib/crypto/webhook-secret";
import { RELEASE } from "@/server/lib/process/release";

type SignedFor = { id: string; inbox: Pick<InboxDto, "id">; secretVersions: readonly number[]; now: Date };

/** A call of an inbox's program, signed as Standard Webhooks prescribe, under `id` as its `webhook-id`. */
export function signedCall(json: object, { id, inbox, secretVersions, now }: SignedFor) {
  const body = Buffer.from(JSON.stringify(json));
  const timestampS = Math.floor(now.getTime() / 1000);
  const secrets = secretVersions.map((version) =>
    callbackSecret({ inboxId: inbox.id, callbackSecretVersion: version }),
  );
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      "webhook-id": id,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": signWebhook(secrets, { id, timestampS, body }),
    },
  };
}
