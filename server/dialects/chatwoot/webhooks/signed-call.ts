import { createHmac } from "node:crypto";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { Signed } from "@/server/contract/webhook/webhook-format";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { RELEASE } from "@/server/lib/process/release";

type SignedFor = {
  id: string;
  inbox: Pick<InboxDto, "id">;
  /** The current one first: Chatwoot has one signature. */
  secretVersions: readonly [number, ...number[]];
  now: Date;
};

/** A call of an inbox's program, signed as Chatwoot does, under `id` as its delivery. */
export function signedCall(json: object, { id, inbox, secretVersions, now }: SignedFor) {
  const body = Buffer.from(JSON.stringify(json));
  const timestampS = Math.floor(now.getTime() / 1000);
  const [callbackSecretVersion] = secretVersions;
  const secret = callbackSecret({ inboxId: inbox.id, callbackSecretVersion });
  return {
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      ...signatureHeaders(secret, { body, eventId: id, timestampS }),
    },
  };
}

/**
 * Chatwoot's headers: the delivery's id, which is the same in all tries, and the signature over "timestamp.body". The key is
 * the secret as shown, so that both sides can store the same text. There is room for one signature only.
 */
export const signatureHeaders = (secret: string, { body, eventId, timestampS }: Signed) => ({
  "x-chatwoot-delivery": eventId,
  "x-chatwoot-timestamp": String(timestampS),
  "x-chatwoot-signature": `sha256=${createHmac("sha256", secret).update(`${timestampS}.`).update(body).digest("hex")}`,
});
