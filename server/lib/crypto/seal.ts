import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a text for storage (AES-256-GCM), with a key per `purpose` derived from the installation's secret: access to
 * the database alone cannot open it. `purpose` names the owner, so that it opens for no other.
 */
export function seal(text: string, purpose: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The sealed text; null if it was sealed under another secret or for another purpose, or is damaged. */
export function unseal(sealed: string, purpose: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  if (tag.length !== TAG_BYTES) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(tag);
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null; // the tag does not match
  }
}

const keyOf = (purpose: string): Buffer => deriveKey(`tickline seal: ${purpose}`);

/** 32 bytes that only this installation's secret and `purpose` lead to. */
export function deriveKey(purpose: string): Buffer {
  const secret = process.env["NEXTAUTH_SECRET"];
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set: nothing can be sealed");
  return Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
}
