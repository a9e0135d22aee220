import { createECDH } from "node:crypto";
import { deriveKey } from "./seal";

/** The installation's key pair for push services (RFC 8292), in base64url. */
export type VapidKeys = { publicKey: string; privateKey: string };

const CURVE = "prime256v1";

/** The pair of a private key: 32 bytes in base64url. Null if it is no key of the curve. */
export function vapidKeysOf(privateKey: string): VapidKeys | null {
  const bytes = Buffer.from(privateKey, "base64url");
  if (bytes.length !== 32) return null;
  const pair = createECDH(CURVE);
  try {
    pair.setPrivateKey(bytes);
  } catch {
    return null; // zero, or not below the order of the curve
  }
  return { publicKey: pair.getPublicKey("base64url"), privateKey: bytes.toString("base64url") };
}

/**
 * `VAPID_PRIVATE_KEY`, or a key that is derived from the installation's secret: every process has the same one, and nothing
 * is stored that could be read. Browsers are bound to it.
 */
export function vapidKeys(): VapidKeys {
  const given = process.env["VAPID_PRIVATE_KEY"];
  if (given) {
    const keys = vapidKeysOf(given);
    if (!keys) throw new Error("VAPID_PRIVATE_KEY is no key of the curve P-256");
    return keys;
  }
  for (let attempt = 0; ; attempt++) {
    const derived = vapidKeysOf(deriveKey(`tickline web push, key ${attempt}`).toString("base64url"));
    if (derived) return derived; // all but one of 2^32 are keys
  }
}
