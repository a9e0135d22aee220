import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "@/server/lib/crypto/seal";

/** A visitor's name in an inbox, as `newSecret` makes it: 256 bits in 43 characters. */
const SOURCE_ID = /^[\w-]{43}$/;
const MAC_BYTES = 24;

/**
 * The token of a visitor. It is signed and not stored, so that a visitor who never writes leaves nothing behind. `identifier` is the
 * inbox's: a new one ends the tokens of all its visitors.
 */
export const visitorToken = (identifier: string, sourceId: string): string =>
  `${sourceId}.${macOf(identifier, sourceId).toString("base64url")}`;

/** The visitor's name in the inbox with this identifier; null for a token that this installation did not make for it. */
export function readVisitorToken(identifier: string, token: string): string | null {
  const [sourceId = "", mac = "", ...more] = token.split(".", 3);
  const received = Buffer.from(mac, "base64url");
  if (more.length > 0 || !SOURCE_ID.test(sourceId) || received.length !== MAC_BYTES) return null;
  return timingSafeEqual(received, macOf(identifier, sourceId)) ? sourceId : null;
}

const macOf = (identifier: string, sourceId: string): Buffer =>
  createHmac("sha256", deriveKey("tickline widget visitor"))
    .update(`${identifier} ${sourceId}`)
    .digest()
    .subarray(0, MAC_BYTES);
