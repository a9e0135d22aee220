import { createHmac } from "node:crypto";
import type { Signed } from "@/server/contract/webhook/webhook-format";

/**
 * Chatwoot's headers: the delivery's id, which is the same in all tries, and the signature over "timestamp.body". The key is
 * the secret as shown, so that both sides can store the same text. There is room for one signature only.
 */
export const signatureHeaders = (secret: string, { body, eventId, timestampS }: Signed) => ({
  "x-chatwoot-delivery": eventId,
  "x-chatwoot-timestamp": String(timestampS),
  "x-chatwoot-signature": `sha256=${createHmac("sha256", secret).update(`${timestampS}.`).update(body).digest("hex")}`,
});
