import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "./seal";

/** Ids with a signature for one `purpose`, safe in a URL. They do not expire; only this installation can sign them. */
export const signIds = (ids: readonly number[], purpose: string): string =>
  [...ids, signatureOf(ids, purpose).toString("base64url")].join("-");

/** The ids; null if they were not signed for this purpose, by this installation. */
export function readSignedIds(signed: string, purpose: string): number[] | null {
  const match = /^((?:\d{1,15}-)+)([\w-]{43})$/.exec(signed);
  if (!match) return null;
  const [, text = "", signature = ""] = match;
  const ids = text.split("-").slice(0, -1).map(Number);
  const given = Buffer.from(signature, "base64url");
  const expected = signatureOf(ids, purpose);
  return given.length === expected.length && timingSafeEqual(given, expected) ? ids : null;
}

const signatureOf = (ids: readonly number[], purpose: string): Buffer =>
  createHmac("sha256", deriveKey(`tickline signed ids: ${purpose}`))
    .update(ids.join("-"))
    .digest();
