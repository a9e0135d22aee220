import { createHmac, randomBytes } from "node:crypto";
import { seal, unseal } from "./seal";

const PREFIX = "whsec_";
const KEY_BYTES = { made: 32, min: 24, max: 64 };

/** A new secret in the format of Standard Webhooks. */
export const newWebhookSecret = (): string => webhookSecretOf(randomBytes(KEY_BYTES.made));

/** The key as a secret in the format of Standard Webhooks. */
export const webhookSecretOf = (key: Buffer): string => `${PREFIX}${key.toString("base64")}`;

/** Whether a given secret is valid: 24 to 64 bytes in base64, after `whsec_`. */
export function isWebhookSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = keyOf(text);
  return length >= KEY_BYTES.min && length <= KEY_BYTES.max;
}

/** Whether it is a secret as FreeScout makes them: 32 hexadecimal characters. Its characters are the key. */
export const isHexSecret = (text: string): boolean => /^[0-9a-f]{32}$/i.test(text);

export const sealWebhookSecret = (secret: string, accountId: number): string =>
  seal(secret, purpose(accountId));

/** Null if this process has another AUTH_SECRET than the one that sealed it. */
export const unsealWebhookSecret = (sealed: string, accountId: number): string | null =>
  unseal(sealed, purpose(accountId));

const purpose = (accountId: number) => `webhook endpoint of account ${accountId}`;
const keyOf = (secret: string) =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), "base64") : Buffer.from(secret);

type Signed = { id: string; timestampS: number; body: Buffer };

/** The `webhook-signature` header, one signature per secret. Source: Standard Webhooks 1.0.0. */
export function signWebhook(secrets: readonly string[], { id, timestampS, body }: Signed): string {
  const sign = (secret: string) =>
    createHmac("sha256", keyOf(secret)).update(`${id}.${timestampS}.`).update(body).digest("base64");
  return secrets.map((secret) => `v1,${sign(secret)}`).join(" ");
}
